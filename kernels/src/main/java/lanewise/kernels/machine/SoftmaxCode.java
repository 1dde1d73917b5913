package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Vec;

/** Writes softmax: the greatest value, then powers of e and their sum, then the quotients. */
final class SoftmaxCode extends RowCode {
  private static final int GREATEST = 0;
  private static final int POWERS = 1;
  private static final int QUOTIENTS = 2;

  private final ExpCode exp;
  private final boolean scaled;
  private final boolean masked;
  private final Vec x;
  private final Vec other;
  private final Vec max;
  private final Vec sum;
  private final Vec factor;
  private final Vec lowest;

  /**
   * @param scaled whether each value is first multiplied by the block's factor
   * @param masked whether a row of the block's second operand is then added
   */
  SoftmaxCode(VectorUnit unit, boolean scaled, boolean masked) {
    super(unit);
    this.exp = new ExpCode(a, unit);
    this.scaled = scaled;
    this.masked = masked;
    this.x = unit.v(0);
    this.other = unit.v(1);
    this.max = unit.v(7);
    this.sum = unit.v(8);
    this.factor = unit.v(9);
    this.lowest = unit.v(10);
  }

  @Override
  void row() {
    unit.broadcast(a, lowest, Float.NEGATIVE_INFINITY);
    a.vmovaps(max, lowest);
    if (scaled) {
      a.vbroadcastss(factor, mem(RDI, RowBlock.FACTOR));
    }
    pass(GREATEST);
    unit.reduce(a, max, other, true);
    a.vxorps(sum, sum, sum);
    pass(POWERS);
    unit.reduce(a, sum, other, false);
    unit.broadcast(a, other, 1f);
    a.vdivps(sum, other, sum);
    pass(QUOTIENTS);
  }

  @Override
  void step(int pass, boolean last) {
    boolean changed = scaled || masked;
    switch (pass) {
      case GREATEST -> {
        unit.load(a, x, at(R10), last);
        if (scaled) {
          a.vmulps(x, x, factor);
        }
        if (masked) {
          unit.load(a, other, at(R12), last);
          a.vaddps(x, x, other);
        }
        if (changed) {
          unit.store(a, at(R11), x, last);
        }
        if (last) {
          unit.clearOutside(a, x);
          unit.fillOutside(a, x, lowest, other);
        }
        a.vmaxps(max, max, x);
      }
      case POWERS -> {
        unit.load(a, x, at(changed ? R11 : R10), last);
        a.vsubps(x, x, max);
        exp.apply(x, other, unit.v(2), unit.v(3));
        unit.store(a, at(R11), x, last);
        if (last) {
          unit.clearOutside(a, x);
        }
        a.vaddps(sum, sum, x);
      }
      default -> {
        unit.load(a, x, at(R11), last);
        a.vmulps(x, x, sum);
        unit.store(a, at(R11), x, last);
      }
    }
  }
}
