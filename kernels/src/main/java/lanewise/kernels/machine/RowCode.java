package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes routines that treat each row by itself, in several passes over it. Arguments: a {@link
 * RowBlock}, the first row, how many rows (at least 1). A sum's order depends on the row's length
 * alone: each lane adds its own column of vectors, then the lanes meet in a fixed order; zeros at the
 * end change nothing.
 */
final class RowCode {
  private final VectorUnit unit;
  private final Assembler a = new Assembler();
  private final ExpCode exp;

  private RowCode(VectorUnit unit) {
    this.unit = unit;
    this.exp = new ExpCode(a, unit);
  }

  /** One pass's work on a vector. */
  private interface Step {
    void write(boolean last);
  }

  /**
   * Softmax.
   *
   * @param scaled whether each value is first multiplied by the block's factor
   * @param masked whether a row of the block's second operand is then added
   */
  static Assembler softmax(VectorUnit unit, boolean scaled, boolean masked) {
    RowCode code = new RowCode(unit);
    code.rows(() -> code.softmaxRow(scaled, masked));
    return code.a;
  }

  /** Layer normalization, with or without a bias. */
  static Assembler layerNorm(VectorUnit unit, boolean bias) {
    RowCode code = new RowCode(unit);
    code.rows(() -> code.normRow(true, bias));
    return code.a;
  }

  /** Root-mean-square normalization. */
  static Assembler rmsNorm(VectorUnit unit) {
    RowCode code = new RowCode(unit);
    code.rows(() -> code.normRow(false, false));
    return code.a;
  }

  private void rows(Runnable row) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    start(R10, RowBlock.IN);
    start(R11, RowBlock.OUT);
    start(R12, RowBlock.SECOND);
    a.mov(R13, mem(RDI, RowBlock.THIRD));
    a.mov(RCX, mem(RDI, ProductBlock.LAST_VECTOR));
    unit.readMask(a, RDI);
    Label nextRow = new Label();
    a.bind(nextRow);
    row.run();
    a.add(R10, mem(RDI, RowBlock.IN + 8));
    a.add(R11, mem(RDI, RowBlock.OUT + 8));
    a.add(R12, mem(RDI, RowBlock.SECOND + 8));
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
  }

  /** The first row of an operand: its address, and behind it the bytes of a row. */
  private void start(Gp to, int field) {
    a.mov(to, RSI);
    a.imul(to, mem(RDI, field + 8));
    a.add(to, mem(RDI, field));
  }

  /** Writes a loop over a row's vectors, the last one apart. */
  private void pass(Step step) {
    Label next = new Label();
    Label last = new Label();
    a.xor(RBX, RBX);
    a.cmp(RBX, RCX);
    a.jump(Condition.EQUAL, last);
    a.bind(next);
    step.write(false);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, RCX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(last);
    step.write(true);
  }

  private static Mem at(Gp row) {
    return mem(row, RBX, 1, 0);
  }

  private void softmaxRow(boolean scaled, boolean masked) {
    Vec x = unit.v(0);
    Vec other = unit.v(1);
    Vec max = unit.v(7);
    Vec sum = unit.v(8);
    Vec factor = unit.v(9);
    Vec lowest = unit.v(10);
    boolean first = scaled || masked;
    unit.broadcast(a, lowest, Float.NEGATIVE_INFINITY);
    a.vmovaps(max, lowest);
    if (scaled) {
      a.vbroadcastss(factor, mem(RDI, RowBlock.FACTOR));
    }
    pass(
        last -> {
          unit.load(a, x, at(R10), last);
          if (scaled) {
            a.vmulps(x, x, factor);
          }
          if (masked) {
            unit.load(a, other, at(R12), last);
            a.vaddps(x, x, other);
          }
          if (first) {
            unit.store(a, at(R11), x, last);
          }
          if (last) {
            unit.clearOutside(a, x);
            unit.fillOutside(a, x, lowest, other);
          }
          a.vmaxps(max, max, x);
        });
    unit.reduce(a, max, other, true);
    a.vxorps(sum, sum, sum);
    pass(
        last -> {
          unit.load(a, x, at(first ? R11 : R10), last);
          a.vsubps(x, x, max);
          exp.apply(x, other, unit.v(2), unit.v(3));
          unit.store(a, at(R11), x, last);
          if (last) {
            unit.clearOutside(a, x);
          }
          a.vaddps(sum, sum, x);
        });
    unit.reduce(a, sum, other, false);
    unit.broadcast(a, other, 1f);
    a.vdivps(sum, other, sum);
    pass(
        last -> {
          unit.load(a, x, at(R11), last);
          a.vmulps(x, x, sum);
          unit.store(a, at(R11), x, last);
        });
  }

  private void normRow(boolean centred, boolean bias) {
    Vec x = unit.v(0);
    Vec other = unit.v(1);
    Vec mean = unit.v(7);
    Vec squares = unit.v(8);
    Vec count = unit.v(9);
    a.vbroadcastss(count, mem(RDI, RowBlock.COUNT));
    a.mov(RAX, mem(RDI, RowBlock.SECOND));
    if (centred) {
      a.vxorps(mean, mean, mean);
      pass(
          last -> {
            unit.load(a, x, at(R10), last);
            a.vaddps(mean, mean, x);
          });
      unit.reduce(a, mean, other, false);
      a.vdivps(mean, mean, count);
    }
    a.vxorps(squares, squares, squares);
    pass(
        last -> {
          unit.load(a, x, at(R10), last);
          if (centred) {
            a.vsubps(x, x, mean);
          }
          if (last) {
            unit.clearOutside(a, x);
          }
          a.vfmadd231ps(squares, x, x);
        });
    unit.reduce(a, squares, other, false);
    a.vdivps(squares, squares, count);
    a.vbroadcastss(other, mem(RDI, RowBlock.FACTOR));
    a.vaddps(squares, squares, other);
    a.vsqrtps(squares, squares);
    unit.broadcast(a, other, 1f);
    a.vdivps(squares, other, squares);
    pass(
        last -> {
          unit.load(a, x, at(R10), last);
          if (centred) {
            a.vsubps(x, x, mean);
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
        });
  }
}
