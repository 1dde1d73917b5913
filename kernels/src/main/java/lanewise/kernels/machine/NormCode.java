package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Vec;

/** Writes layer and root-mean-square normalization. */
final class NormCode extends RowCode {
  private static final int MEAN = 0;
  private static final int SQUARES = 1;
  private static final int RESULT = 2;

  private final boolean centred;
  private final boolean bias;
  private final Vec x;
  private final Vec other;
  private final Vec mean;
  private final Vec squares;
  private final Vec count;

  /**
   * @param centred whether the mean is subtracted
   * @param bias whether the block's third operand is added
   */
  NormCode(VectorUnit unit, boolean centred, boolean bias) {
    super(unit);
    this.centred = centred;
    this.bias = bias;
    this.x = unit.v(0);
    this.other = unit.v(1);
    this.mean = unit.v(7);
    this.squares = unit.v(8);
    this.count = unit.v(9);
  }

  @Override
  void row() {
    a.vbroadcastss(count, mem(RDI, RowBlock.COUNT));
    a.mov(RAX, mem(RDI, RowBlock.SECOND));
    if (centred) {
      a.vxorps(mean, mean, mean);
      pass(MEAN);
      unit.reduce(a, mean, other, false);
      a.vdivps(mean, mean, count);
    }
    a.vxorps(squares, squares, squares);
    pass(SQUARES);
    unit.reduce(a, squares, other, false);
    a.vdivps(squares, squares, count);
    a.vbroadcastss(other, mem(RDI, RowBlock.FACTOR));
    a.vaddps(squares, squares, other);
    a.vsqrtps(squares, squares);
    unit.broadcast(a, other, 1f);
    a.vdivps(squares, other, squares);
    pass(RESULT);
  }

  @Override
  void step(int pass, boolean last) {
    unit.load(a, x, at(R10), last);
    if (pass == MEAN) {
      a.vaddps(mean, mean, x);
      return;
    }
    if (centred) {
      a.vsubps(x, x, mean);
    }
    if (pass == SQUARES) {
      if (last) {
        unit.clearOutside(a, x);
      }
      a.vfmadd231ps(squares, x, x);
      return;
    }
    a.vmulps(x, x, squares);
    unit.load(a, other, at(RAX), last);
    if (bias) {
      unit.load(a, unit.v(2), at(R13), last);
      a.vfmadd213ps(x, other, unit.v(2));
    } else {
      a.vmulps(x, x, other);
    }
    unit.store(a, at(R11), x, last);
  }
}
