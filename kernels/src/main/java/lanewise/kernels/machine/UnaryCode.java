package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.Activation;
import lanewise.kernels.UnaryOp;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes a run of a function of one f32. Arguments: the operand, the result, how many elements (at
 * least 1). Whole vectors come first, then single elements, which go through the same instructions.
 * The result is the operand's address where the run ended: before its end where a vector holds an
 * element that the function does not take.
 */
final class UnaryCode {
  private final VectorUnit unit;
  private final UnaryOp op;
  private final Assembler a = new Assembler();
  private final Label end = new Label();
  private final ActivationCode activation;

  private UnaryCode(VectorUnit unit, UnaryOp op) {
    this.unit = unit;
    this.op = op;
    this.activation =
        switch (op) {
          case EXP, LOG, SIN, COS -> null;
          default -> new ActivationCode(a, unit, Activation.valueOf(op.name()));
        };
  }

  /** Whether there is code of an operation. */
  static boolean takes(VectorUnit unit, UnaryOp op) {
    return switch (op) {
      case EXP, LOG, RELU, GELU_ERF, GELU_TANH, SILU, TANH, SIGMOID -> true;
      case SIN, COS -> unit == VectorUnit.AVX512;
      default -> false;
    };
  }

  static Assembler write(VectorUnit unit, UnaryOp op) {
    return new UnaryCode(unit, op).write();
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    if (activation != null) {
      activation.prepare();
    }
    a.mov(RBX, RDX);
    a.and(RDX, unit.lanes() - 1);
    a.shr(RBX, Integer.numberOfTrailingZeros(unit.lanes()));
    loop(true);
    a.mov(RBX, RDX);
    loop(false);
    a.bind(end);
    a.mov(RAX, RDI);
    frame.leave(a);
    return a;
  }

  private void apply(Vec x) {
    switch (op) {
      case EXP -> new ExpCode(a, unit).apply(x, unit.v(1), unit.v(2), unit.v(3));
      case LOG -> new LogCode(a, unit).apply(x);
      case SIN, COS -> {
        TurnCode turn = new TurnCode(a, op == UnaryOp.COS);
        turn.jumpIfLarge(x, end);
        turn.apply(x);
      }
      default -> activation.apply(x);
    }
  }

  /** Does RBX vectors or elements. */
  private void loop(boolean whole) {
    Vec x = unit.v(0);
    Label next = new Label();
    Label done = new Label();
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, done);
    a.bind(next);
    if (whole) {
      a.vmovups(x, mem(RDI, 0));
    } else {
      a.vmovss(x.as(128), mem(RDI, 0));
    }
    apply(x);
    if (whole) {
      a.vmovups(mem(RSI, 0), x);
    } else {
      a.vmovss(mem(RSI, 0), x.as(128));
    }
    int bytes = whole ? unit.bytes() : Float.BYTES;
    a.add(RDI, bytes);
    a.add(RSI, bytes);
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(done);
  }
}
