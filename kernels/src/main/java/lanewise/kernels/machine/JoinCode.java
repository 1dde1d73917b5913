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
import lanewise.natives.machine.Vec;

/**
 * Writes the routines that put tiles of attention together. Arguments of both: a {@link
 * WeightBlock}, the first row, how many rows (at least 1); the block's mask tells the columns.
 *
 * <p>One joins a tile's weighted values to those so far: both are brought to the greater of the two
 * greatest scores. The other divides by the sum of weights, to which a sink may add its own.
 */
final class JoinCode {
  private final VectorUnit unit;
  private final Assembler a = new Assembler();
  private final PowerCode power;
  private final Vec own;
  private final Vec other;
  private final Vec shift;
  private final Vec ownSum;
  private final Vec otherSum;
  private final Vec n;
  private final Vec scratch;

  private JoinCode(VectorUnit unit) {
    this.unit = unit;
    this.power = new PowerCode(a, unit);
    this.own = unit.v(0);
    this.other = unit.v(1);
    this.shift = unit.v(2);
    this.ownSum = unit.v(3);
    this.otherSum = unit.v(4);
    this.n = unit.v(5);
    this.scratch = unit.v(6);
  }

  static Assembler join(VectorUnit unit) {
    return new JoinCode(unit).write(true, false);
  }

  static Assembler finish(VectorUnit unit, boolean sinks) {
    return new JoinCode(unit).write(false, sinks);
  }

  private Assembler write(boolean joins, boolean sinks) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    start(R10, WeightBlock.SUMS, WeightBlock.SUM_ROW_BYTES);
    start(R11, WeightBlock.TILE, WeightBlock.TILE_ROW_BYTES);
    a.mov(R12, mem(RDI, WeightBlock.STATES));
    a.lea(R12, mem(R12, RSI, 8, 0));
    if (joins) {
      a.mov(R13, mem(RDI, WeightBlock.TILE_STATES));
      a.lea(R13, mem(R13, RSI, 8, 0));
    } else if (sinks) {
      start(R13, WeightBlock.SINKS, WeightBlock.SINK_STEP);
    }
    a.mov(RCX, mem(RDI, ProductBlock.LAST_VECTOR));
    unit.readMask(a, RDI);
    Label nextRow = new Label();
    a.bind(nextRow);
    a.vbroadcastss(own, mem(R12, 0));
    a.vbroadcastss(ownSum, mem(R12, 4));
    if (joins || sinks) {
      a.vbroadcastss(other, mem(R13, 0));
      factors();
    }
    if (joins) {
      a.vbroadcastss(otherSum, mem(R13, 4));
      a.vmulps(ownSum, ownSum, own);
      a.vfmadd231ps(ownSum, otherSum, other);
      a.vmovss(mem(R12, 4), ownSum.as(128));
    } else {
      quotient(sinks);
    }
    row(joins);
    a.add(R10, mem(RDI, WeightBlock.SUM_ROW_BYTES));
    a.add(R11, mem(RDI, WeightBlock.TILE_ROW_BYTES));
    a.add(R12, 8);
    if (joins) {
      a.add(R13, 8);
    } else if (sinks) {
      a.add(R13, mem(RDI, WeightBlock.SINK_STEP));
    }
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  private void start(Gp to, int field, int stepField) {
    a.mov(to, RSI);
    a.imul(to, mem(RDI, stepField));
    a.add(to, mem(RDI, field));
  }

  /** Two greatest scores become the factors that bring sums to the greater one, which is stored. */
  private void factors() {
    a.vmaxps(shift, own, other);
    a.vmovss(mem(R12, 0), shift.as(128));
    unit.broadcast(a, n, -Float.MAX_VALUE);
    a.vmaxps(shift, n, shift);
    a.vsubps(own, own, shift);
    a.vsubps(other, other, shift);
    power.apply(own, n, scratch);
    power.apply(other, n, scratch);
  }

  /** {@code own} becomes what the values are multiplied by, 0 where nothing has any weight. */
  private void quotient(boolean sinks) {
    if (sinks) {
      a.vmulps(ownSum, ownSum, own);
      a.vaddps(ownSum, ownSum, other);
    } else {
      unit.broadcast(a, own, 1f);
    }
    a.vdivps(own, own, ownSum);
    a.vxorps(other, other, other);
    power.clearWhereZero(own, ownSum, other, scratch);
  }

  private void row(boolean joins) {
    Label next = new Label();
    Label last = new Label();
    a.xor(RBX, RBX);
    a.cmp(RBX, RCX);
    a.jump(Condition.EQUAL, last);
    a.bind(next);
    step(joins, false);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, RCX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(last);
    step(joins, true);
  }

  private void step(boolean joins, boolean last) {
    Vec x = unit.v(7);
    Vec tile = unit.v(8);
    unit.load(a, x, mem(R10, RBX, 1, 0), last);
    a.vmulps(x, x, own);
    if (joins) {
      unit.load(a, tile, mem(R11, RBX, 1, 0), last);
      a.vfmadd231ps(x, tile, other);
    }
    unit.store(a, mem(R10, RBX, 1, 0), x, last);
  }
}
