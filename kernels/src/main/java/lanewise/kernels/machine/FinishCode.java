package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.Activation;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that a product routine calls for each tile: {@code out = activation(sum +
 * bias) + residual}. It finds the sums behind its return address, RBX rows of them, and keeps all
 * registers that {@link TileFrame} names but the free ones. The residual may be the output: each
 * element is read before it is written.
 */
public final class FinishCode {
  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final FinishKind kind;
  private final ActivationCode activation;
  private final IntegerSumCode integers;
  private final boolean requantized;

  private FinishCode(VectorUnit unit, FinishKind kind, IntegerSumCode.Kind sums) {
    this.unit = unit;
    this.kind = kind;
    this.integers = sums == null ? null : new IntegerSumCode(a, unit, sums);
    this.requantized = sums != null && sums.requantized();
    this.activation = new ActivationCode(a, unit, kind.activation());
  }

  /** Which steps follow a product. */
  public record FinishKind(boolean bias, Activation activation, boolean residual) {
    /** A different small number for each kind. */
    public int number() {
      return activation.ordinal() * 4 + (bias ? 2 : 0) + (residual ? 1 : 0);
    }

    public boolean isNothing() {
      return !bias && activation == Activation.NONE && !residual;
    }
  }

  /** For sums in f32. */
  public static Assembler write(VectorUnit unit, FinishKind kind) {
    return new FinishCode(unit, kind, null).write();
  }

  /**
   * For integer sums, which are corrected for zero points and perhaps rescaled first. Where bytes
   * leave, the bias is of i32 and nothing else follows.
   */
  static Assembler write(VectorUnit unit, FinishKind kind, IntegerSumCode.Kind sums) {
    return new FinishCode(unit, kind, sums).write();
  }

  private Assembler write() {
    a.lea(R12, mem(RSP, 8));
    a.push(R8);
    a.mov(R8, RCX);
    a.imul(R8, mem(RDI, ProductBlock.PANEL_BYTES));
    if (requantized) {
      a.mov(R13, RSI);
      a.imul(R13, mem(RDI, ProductBlock.OUT_ROW_BYTES));
      a.mov(R14, R8);
      a.shr(R14, 2);
      a.add(R14, R13);
      a.add(R14, mem(RDI, ProductBlock.OUT));
    } else {
      a.mov(R14, RBP);
    }
    if (kind.bias()) {
      a.mov(R13, mem(RDI, ProductBlock.BIAS));
      a.add(R13, R8);
    }
    if (kind.residual()) {
      a.mov(R15, RSI);
      a.imul(R15, mem(RDI, ProductBlock.RESIDUAL_ROW_BYTES));
      a.add(R15, mem(RDI, ProductBlock.RESIDUAL));
      a.add(R15, R8);
    }
    unit.readMask(a, RDI);
    activation.prepare();
    if (integers != null) {
      integers.enter();
    }

    Label nextRow = new Label();
    Label nextVector = new Label();
    Label last = new Label();
    a.bind(nextRow);
    if (integers != null) {
      integers.row();
    }
    a.xor(R8, R8);
    a.bind(nextVector);
    a.cmp(R8, mem(RDI, ProductBlock.LAST_VECTOR));
    a.jump(Condition.EQUAL, last);
    vector(false);
    a.add(R8, unit.bytes());
    a.jump(nextVector);
    a.bind(last);
    vector(true);
    a.add(R12, unit.panelVectors() * unit.bytes());
    a.add(R14, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    if (kind.residual()) {
      a.add(R15, mem(RDI, ProductBlock.RESIDUAL_ROW_BYTES));
    }
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    if (integers != null) {
      integers.leave();
    }
    a.pop(R8);
    a.ret();
    return a;
  }

  private void vector(boolean last) {
    Vec x = unit.v(0);
    Vec other = unit.v(1);
    a.vmovups(x, mem(R12, R8, 1, 0));
    if (integers != null) {
      integers.correct(x, last);
      if (requantized && kind.bias()) {
        unit.load(a, other, mem(R13, R8, 1, 0), last);
        a.vpaddd(x, x, other);
      }
      integers.rescale(x, last);
    }
    if (requantized) {
      integers.storeBytes(x, last);
      return;
    }
    if (kind.bias()) {
      unit.load(a, other, mem(R13, R8, 1, 0), last);
      a.vaddps(x, x, other);
    }
    activation.apply(x);
    if (kind.residual()) {
      unit.load(a, other, mem(R15, R8, 1, 0), last);
      a.vaddps(x, x, other);
    }
    unit.store(a, mem(R14, R8, 1, 0), x, last);
  }
}
