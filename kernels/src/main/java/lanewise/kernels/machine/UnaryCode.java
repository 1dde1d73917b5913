package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.Activation;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes a run of a function of one f32. Arguments: the operand, the result, how many elements (at
 * least 1). Whole vectors come first, then single elements, which go through the same instructions.
 */
final class UnaryCode {
  private final VectorUnit unit;
  private final Assembler a = new Assembler();
  private final ActivationCode activation;

  /** The code of an activation, or of e^x where it is null. */
  private UnaryCode(VectorUnit unit, Activation activation) {
    this.unit = unit;
    this.activation = activation == null ? null : new ActivationCode(a, unit, activation);
  }

  static Assembler activation(VectorUnit unit, Activation activation) {
    return new UnaryCode(unit, activation).write();
  }

  static Assembler exp(VectorUnit unit) {
    return new UnaryCode(unit, null).write();
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
    frame.leave(a);
    return a;
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
    if (activation == null) {
      new ExpCode(a, unit).apply(x, unit.v(1), unit.v(2), unit.v(3));
    } else {
      activation.apply(x);
    }
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
