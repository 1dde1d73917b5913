package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
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
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that turns one tile's products of queries and keys into weights: scale, cap,
 * mask, greatest score, powers of e and their sum, row by row. Arguments: a {@link WeightBlock},
 * the first row, how many rows (at least 1). Keys that a row does not see get weight zero as far as
 * any row of the call sees them. The sum's order depends on the keys' places in the tile alone.
 */
final class WeightCode {
  private final VectorUnit unit;
  private final Kind kind;
  private final Assembler a = new Assembler();
  private final PowerCode power;
  private final Vec x;
  private final Vec other;
  private final Vec third;
  private final Vec max;
  private final Vec sum;
  private final Vec scale;
  private final Vec lowest;
  private final Vec first;
  private final Vec end;
  private final Vec places;

  /**
   * What a rule asks for.
   *
   * @param ranged whether rows see less than all keys of the tile
   */
  record Kind(boolean masked, boolean capped, boolean ranged) {
    int number() {
      return (masked ? 1 : 0) + (capped ? 2 : 0) + (ranged ? 4 : 0);
    }
  }

  private WeightCode(VectorUnit unit, Kind kind) {
    this.unit = unit;
    this.kind = kind;
    this.power = new PowerCode(a, unit);
    this.x = unit.v(0);
    this.other = unit.v(1);
    this.third = unit.v(2);
    this.max = unit.v(3);
    this.sum = unit.v(4);
    this.scale = unit.v(5);
    this.lowest = unit.v(6);
    this.first = unit.v(7);
    this.end = unit.v(8);
    this.places = unit.v(9);
  }

  static Assembler write(VectorUnit unit, Kind kind) {
    return new WeightCode(unit, kind).write();
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.mov(R10, RSI);
    a.imul(R10, mem(RDI, WeightBlock.SCORE_ROW_BYTES));
    a.add(R10, mem(RDI, WeightBlock.SCORES));
    a.mov(R11, RSI);
    a.imul(R11, mem(RDI, WeightBlock.MASK_ROW_BYTES));
    a.add(R11, mem(RDI, WeightBlock.MASK));
    a.mov(R12, mem(RDI, WeightBlock.STATES));
    a.lea(R12, mem(R12, RSI, 8, 0));
    a.imul(RSI, mem(RDI, WeightBlock.KEY_STEP));
    a.mov(R8, mem(RDI, WeightBlock.FIRST_KEY));
    a.add(R8, RSI);
    a.mov(R9, mem(RDI, WeightBlock.END_KEY));
    a.add(R9, RSI);
    a.vbroadcastss(scale, mem(RDI, WeightBlock.SCALE));
    unit.broadcast(a, lowest, Float.NEGATIVE_INFINITY);
    if (!kind.ranged) {
      unit.readMask(a, RDI);
    }
    Label nextRow = new Label();
    a.bind(nextRow);
    row();
    a.add(R10, mem(RDI, WeightBlock.SCORE_ROW_BYTES));
    a.add(R11, mem(RDI, WeightBlock.MASK_ROW_BYTES));
    a.add(R12, 8);
    a.add(R8, mem(RDI, WeightBlock.KEY_STEP));
    a.add(R9, mem(RDI, WeightBlock.KEY_STEP));
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  private void row() {
    Label done = new Label();
    a.vmovaps(max, lowest);
    a.vxorps(sum, sum, sum);
    if (kind.ranged) {
      range();
      a.cmp(R13, R14);
      a.jump(Condition.GREATER_OR_EQUAL, done);
      rangedPass();
    } else {
      a.xor(R13, R13);
      a.mov(R14, mem(RDI, ProductBlock.LAST_VECTOR));
      lastApartPass();
    }
    unit.reduce(a, max, other, true);
    // Where every score is -∞ there is no weight: the shift must be finite.
    unit.broadcast(a, other, -Float.MAX_VALUE);
    a.vmaxps(end, other, max);
    a.mov(RBX, R13);
    Label next = new Label();
    if (!kind.ranged) {
      a.add(R14, unit.bytes());
    }
    a.bind(next);
    a.vmovups(x, at(R10));
    a.vsubps(x, x, end);
    power.apply(x, other, third);
    a.vmovups(at(R10), x);
    a.vaddps(sum, sum, x);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, R14);
    a.jump(Condition.LESS, next);
    unit.reduce(a, sum, other, false);
    a.bind(done);
    a.vmovss(mem(R12, 0), max.as(128));
    a.vmovss(mem(R12, 4), sum.as(128));
  }

  /**
   * The row's keys: R13 and R14 become the bytes of its first vector and of the end of its last.
   */
  private void range() {
    a.mov(RCX, mem(RDI, WeightBlock.MOST_KEY));
    a.mov(RBX, mem(RDI, WeightBlock.LEAST_KEY));
    a.mov(RAX, R8);
    clamp(RBX, RCX);
    spread(first, RAX);
    a.mov(R13, RAX);
    a.mov(RAX, R9);
    clamp(R13, RCX);
    spread(end, RAX);
    a.mov(R14, RAX);
    bytes(R13, 0);
    bytes(R14, unit.lanes() - 1);
    bytes(RBX, 0);
    bytes(RCX, unit.lanes() - 1);
    clear(R13);
    a.mov(RBX, R14);
    clear(RCX);
  }

  /** Holds RAX between two numbers. */
  private void clamp(Gp least, Gp most) {
    a.cmp(RAX, least);
    a.cmov(Condition.LESS, RAX, least);
    a.cmp(RAX, most);
    a.cmov(Condition.GREATER, RAX, most);
  }

  /** A number as f32 in all lanes. */
  private void spread(Vec to, Gp number) {
    a.vmovd(to.as(128), number);
    a.vpbroadcastd(to, to.as(128));
    a.vcvtdq2ps(to, to);
  }

  /** A key's place becomes the bytes up to its vector. */
  private void bytes(Gp key, int more) {
    a.add(key, more);
    a.and(key, -unit.lanes());
    a.shl(key, 2);
  }

  /** Stores zeros from RBX up to {@code to}. */
  private void clear(Gp to) {
    Label next = new Label();
    Label done = new Label();
    a.cmp(RBX, to);
    a.jump(Condition.GREATER_OR_EQUAL, done);
    a.bind(next);
    a.vmovups(at(R10), sum);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, to);
    a.jump(Condition.LESS, next);
    a.bind(done);
  }

  /** Each vector under a mask of its own. */
  private void rangedPass() {
    float[] counting = new float[unit.lanes()];
    for (int i = 0; i < counting.length; i++) {
      counting[i] = i;
    }
    a.mov(RAX, R13);
    a.shr(RAX, 2);
    spread(places, RAX);
    a.vaddps(places, places, a.table(counting));
    a.mov(RBX, R13);
    Label next = new Label();
    a.bind(next);
    Vec lanes = unit.v(10);
    if (unit == VectorUnit.AVX512) {
      a.vcmpps(Mask.K1, places, first, 13);
      a.vcmpps(Mask.K2, places, end, 1);
      a.kandw(Mask.K1, Mask.K1, Mask.K2);
    } else {
      a.vcmpps(lanes, places, first, 13);
      a.vcmpps(other, places, end, 1);
      a.vandps(lanes, lanes, other);
    }
    a.vaddps(places, places, unit.constant(a, (float) unit.lanes()));
    score();
    if (unit == VectorUnit.AVX512) {
      if (kind.masked) {
        a.vmovups(other.zeroed(Mask.K1), at(R11));
        a.vaddps(x, x, other);
      }
      a.vblendmps(x.masked(Mask.K1), lowest, x);
    } else {
      if (kind.masked) {
        a.vmaskmovps(other, lanes, at(R11));
        a.vaddps(x, x, other);
      }
      a.vblendvps(x, lowest, x, lanes);
    }
    a.vmovups(at(R10), x);
    a.vmaxps(max, max, x);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, R14);
    a.jump(Condition.LESS, next);
  }

  /** All vectors but the last are whole. */
  private void lastApartPass() {
    Label next = new Label();
    Label last = new Label();
    a.xor(RBX, RBX);
    a.cmp(RBX, R14);
    a.jump(Condition.EQUAL, last);
    a.bind(next);
    step(false);
    a.add(RBX, unit.bytes());
    a.cmp(RBX, R14);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(last);
    step(true);
  }

  private void step(boolean isLast) {
    score();
    if (kind.masked) {
      unit.load(a, other, at(R11), isLast);
      a.vaddps(x, x, other);
    }
    if (isLast) {
      unit.clearOutside(a, x);
      unit.fillOutside(a, x, lowest, other);
    }
    a.vmovups(at(R10), x);
    a.vmaxps(max, max, x);
  }

  /** A vector of products becomes scores before the mask. */
  private void score() {
    a.vmulps(x, scale, at(R10));
    if (!kind.capped) {
      return;
    }
    // cap · (1 - 2 / (1 + e^(2 x / cap)))
    a.vbroadcastss(other, mem(RDI, WeightBlock.CAP_INVERSE));
    a.vmulps(x, x, other);
    unit.broadcast(a, other, 40f);
    a.vminps(x, other, x);
    power.apply(x, other, third);
    a.vaddps(x, x, unit.constant(a, 1f));
    unit.broadcast(a, other, 2f);
    a.vdivps(x, other, x);
    unit.broadcast(a, other, 1f);
    a.vsubps(x, other, x);
    a.vbroadcastss(other, mem(RDI, WeightBlock.CAP));
    a.vmulps(x, x, other);
  }

  private static Mem at(Gp row) {
    return mem(row, RBX, 1, 0);
  }
}
