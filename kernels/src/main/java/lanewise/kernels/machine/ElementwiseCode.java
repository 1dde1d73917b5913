package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.BinaryOp;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Writes a run of an exact function of two f32 operands, of which either may be one element for the
 * whole run. Arguments: the left operand, the right one, the result, how many elements (at least
 * 1). Whole vectors come first, then single elements, which round alike.
 */
final class ElementwiseCode {
  private final VectorUnit unit;
  private final BinaryOp op;
  private final boolean lhsRepeats;
  private final boolean rhsRepeats;
  private final Assembler a = new Assembler();

  ElementwiseCode(VectorUnit unit, BinaryOp op, boolean lhsRepeats, boolean rhsRepeats) {
    this.unit = unit;
    this.op = op;
    this.lhsRepeats = lhsRepeats;
    this.rhsRepeats = rhsRepeats;
  }

  Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    if (lhsRepeats) {
      a.vbroadcastss(unit.v(1), mem(RDI, 0));
    }
    if (rhsRepeats) {
      a.vbroadcastss(unit.v(2), mem(RSI, 0));
    }
    a.xor(RBX, RBX);
    a.mov(RAX, RCX);
    a.shr(RAX, Integer.numberOfTrailingZeros(unit.lanes()));
    loop(RAX, unit.bytes());
    a.and(RCX, unit.lanes() - 1);
    loop(RCX, Float.BYTES);
    frame.leave(a);
    return a;
  }

  /** Does {@code count} steps of so many bytes. */
  private void loop(Gp count, int bytes) {
    Label next = new Label();
    Label done = new Label();
    a.test(count, count);
    a.jump(Condition.EQUAL, done);
    a.bind(next);
    step(bytes);
    a.add(RBX, bytes);
    a.dec(count);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(done);
  }

  private void step(int bytes) {
    boolean whole = bytes == unit.bytes();
    Vec left = load(1, RDI, lhsRepeats, whole);
    Vec right = load(2, RSI, rhsRepeats, whole);
    Vec result = whole ? unit.v(0) : unit.v(0).as(128);
    compute(result, left, right);
    if (whole) {
      a.vmovups(mem(RDX, RBX, 1, 0), result);
    } else {
      a.vmovss(mem(RDX, RBX, 1, 0), result);
    }
  }

  private Vec load(int register, Gp from, boolean repeats, boolean whole) {
    Vec to = whole ? unit.v(register) : unit.v(register).as(128);
    if (!repeats && whole) {
      a.vmovups(to, mem(from, RBX, 1, 0));
    } else if (!repeats) {
      a.vmovss(to, mem(from, RBX, 1, 0));
    }
    return to;
  }

  private void compute(Vec to, Vec left, Operand right) {
    switch (op) {
      case ADD -> a.vaddps(to, left, right);
      case SUB -> a.vsubps(to, left, right);
      case MUL -> a.vmulps(to, left, right);
      case DIV -> a.vdivps(to, left, right);
      default -> throw new IllegalArgumentException("no machine code for " + op);
    }
  }
}
