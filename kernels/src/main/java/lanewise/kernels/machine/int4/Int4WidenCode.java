package lanewise.kernels.machine.int4;

import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that widens packed 4-bit weights to a panel of f32: {@code (q - z) · s}.
 *
 * <p>Arguments: the first group's first byte, the target, how many steps of 32 k (at least 1), how
 * many steps a group has.
 */
final class Int4WidenCode {
  /** Bits of 2²³: with a nibble in the lowest bits it is 2²³ plus the nibble. */
  private static final int MAGIC = 0x4b000000;

  private static final int NIBBLE = 15;

  /** Bit 1, 3, 5, 6 and 7: (first and second) or third. */
  private static final int AND_OR = 0xea;

  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final ElementType scaleType;
  private final boolean zeroPoints;
  private final int vectors;
  private final int scaleBytes;

  Int4WidenCode(VectorUnit unit, ElementType scaleType, boolean zeroPoints, int vectors) {
    this.unit = unit;
    this.scaleType = scaleType;
    this.zeroPoints = zeroPoints;
    this.vectors = vectors;
    this.scaleBytes = unit.lanes() * scaleType.blockBytes();
  }

  private Vec scale(int vector) {
    return unit.v(vector);
  }

  /** 2²³ and the zero point. */
  private Vec zero(int vector) {
    return unit.v(vectors + vector);
  }

  private Vec temporary(int index) {
    return unit.v(2 * vectors + index);
  }

  Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    if (unit == VectorUnit.AVX512) {
      unit.broadcast(a, unit.v(30), NIBBLE);
      unit.broadcast(a, unit.v(31), MAGIC);
    }
    Label nextGroup = new Label();
    Label nextStep = new Label();
    Label done = new Label();
    a.bind(nextGroup);
    header();
    a.mov(R8, RCX);
    a.bind(nextStep);
    step();
    a.add(RDI, Int4Panels.STEP_ROWS * vectors * unit.bytes());
    a.add(RSI, Int4Panels.STEP * vectors * unit.bytes());
    a.dec(RDX);
    a.jump(Condition.EQUAL, done);
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextStep);
    a.jump(nextGroup);
    a.bind(done);
    frame.leave(a);
    return a;
  }

  private void header() {
    for (int vector = 0; vector < vectors; vector++) {
      if (scaleType == ElementType.FLOAT16) {
        a.vcvtph2ps(scale(vector), mem(RDI, vector * scaleBytes));
      } else {
        a.vmovups(scale(vector), mem(RDI, vector * scaleBytes));
      }
      Vec zero = zero(vector);
      if (zeroPoints) {
        Vec magic = temporary(0);
        a.vpmovsxbw(zero, mem(RDI, vectors * scaleBytes + vector * 2 * unit.lanes()));
        a.vpsrad(zero, zero, 16);
        a.vcvtdq2ps(zero, zero);
        unit.broadcast(a, magic, MAGIC);
        a.vsubps(zero, magic, zero);
      } else {
        unit.broadcast(a, zero, MAGIC + Int4Panels.ZERO);
      }
    }
    a.add(RDI, vectors * (scaleBytes + (zeroPoints ? 2 * unit.lanes() : 0)));
  }

  private void step() {
    for (int row = 0; row < Int4Panels.STEP_ROWS; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        Vec words = temporary(0);
        a.vmovups(words, mem(RDI, (row * vectors + vector) * unit.bytes()));
        for (int i = 0; i < 8; i++) {
          // The first four k are the low halves of the bytes.
          int shift = 8 * (i % 4) + (i < 4 ? 0 : 4);
          Vec x = temporary(1 + i % 4);
          nibble(x, words, shift);
          a.vsubps(x, x, zero(vector));
          a.vmulps(x, x, scale(vector));
          a.vmovups(mem(RSI, ((8 * row + i) * vectors + vector) * unit.bytes()), x);
        }
      }
    }
  }

  /** 2²³ and the nibble {@code shift} bits up in each lane. */
  private void nibble(Vec to, Vec words, int shift) {
    if (unit == VectorUnit.AVX512) {
      if (shift == 0) {
        a.vmovaps(to, words);
      } else {
        a.vpsrld(to, words, shift);
      }
      a.vpternlogd(to, unit.v(30), unit.v(31), AND_OR);
    } else {
      a.vpsrld(to, words, shift);
      a.vandps(to, to, unit.constant(a, NIBBLE));
      a.vorps(to, to, unit.constant(a, MAGIC));
    }
  }
}
