package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
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

/**
 * Writes routines that treat each row by itself, in several passes over it. Arguments: a {@link
 * RowBlock}, the first row, how many rows (at least 1). A sum's order depends on the row's length
 * alone: each lane adds its own column of vectors, then the lanes meet in a fixed order; zeros at
 * the end change nothing.
 */
abstract sealed class RowCode permits SoftmaxCode, NormCode {
  final VectorUnit unit;
  final Assembler a = new Assembler();

  RowCode(VectorUnit unit) {
    this.unit = unit;
  }

  /** Writes one row's work: passes, and what lies between them. */
  abstract void row();

  /** Writes one pass's work on a vector, the row's last one under the mask. */
  abstract void step(int pass, boolean last);

  final Assembler write() {
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
    row();
    a.add(R10, mem(RDI, RowBlock.IN + 8));
    a.add(R11, mem(RDI, RowBlock.OUT + 8));
    a.add(R12, mem(RDI, RowBlock.SECOND + 8));
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  /** The first row of an operand: its address, and behind it the bytes of a row. */
  private void start(Gp to, int field) {
    a.mov(to, RSI);
    a.imul(to, mem(RDI, field + 8));
    a.add(to, mem(RDI, field));
  }

  /** Writes a loop over a row's vectors, the last one apart. */
  final void pass(int pass) {
    Label next = new Label();
    Label last = new Label();
    a.xor(RBX, RBX);
    a.cmp(RBX, RCX);
    a.jump(Condition.EQUAL, last);
    a.bind(next);
    step(pass, false);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, RCX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(last);
    step(pass, true);
  }

  static Mem at(Gp row) {
    return mem(row, RBX, 1, 0);
  }
}
