package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Writes the product with blocks of 32. Four quads of codes of elements 0 to 15 and four of 16 to
 * 31 are unpacked once for all rows of activations.
 *
 * <p>With AVX-512 a code is made unsigned by adding an offset, which the activations' sums take off
 * again. With AVX2 two products are added in 16 bits: they fit, as unsigned codes stay below 32,
 * and of signed ones the magnitude is at most 128 and gives its sign to an activation of at most
 * 127.
 */
final class SmallBlockCode implements GroupFrame.Body {
  private static final int QUADS = 4;

  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final ElementType type;
  private final int m;
  private final GroupFrame frame;
  private final GroupSteps steps;
  private final Constants constants;
  private final int scalesAt;
  private final int minimaAt;

  private SmallBlockCode(VectorUnit unit, ElementType type, int m) {
    this.unit = unit;
    this.type = type;
    this.m = m;
    this.frame = new GroupFrame(a, unit, type.blockBytes(), m);
    this.steps = new GroupSteps(a, unit, frame);
    this.constants = new Constants(a, unit, 16, dots() ? 16 : 0);
    this.scalesAt = frame.reserve(unit.bytes());
    this.minimaAt = frame.reserve(unit.bytes());
  }

  static Assembler write(VectorUnit unit, ElementType type, int m) {
    SmallBlockCode code = new SmallBlockCode(unit, type, m);
    code.frame.write(type.blockElements(), code);
    code.constants.write();
    return code.a;
  }

  private boolean dots() {
    return unit == VectorUnit.AVX512;
  }

  private boolean hasMinima() {
    return type == ElementType.Q4_1 || type == ElementType.Q5_1;
  }

  /** Whether codes stay signed. */
  private boolean signed() {
    return !dots() && (type == ElementType.Q8_0 || type == ElementType.IQ4_NL);
  }

  /** What unsigned codes are too large by. */
  private int offset() {
    return switch (type) {
      case Q4_0 -> 8;
      case Q5_0 -> 16;
      case MXFP4 -> Codes.E2M1_OFFSET;
      case Q8_0, IQ4_NL -> dots() ? 128 : 0;
      default -> 0;
    };
  }

  private Vec codes(int quad, int half) {
    return unit.v(2 * quad + half);
  }

  private Vec activations(int half) {
    return unit.v(2 * QUADS + half);
  }

  private Vec sum(int quad) {
    return unit.v(10 + quad);
  }

  private Vec scratch(int index) {
    return unit.v(14 + index);
  }

  @Override
  public void start() {
    steps.prepare();
    constants.load();
  }

  @Override
  public void block() {
    scales();
    for (int quad = 0; quad < QUADS; quad++) {
      frame.prefetch(quad, QUADS);
      unpack(quad);
    }
    for (int row = 0; row < m; row++) {
      if (row > 0) {
        frame.nextRow();
      }
      multiply(row);
    }
    frame.firstRow();
  }

  private void scales() {
    Vec scale = unit.v(0);
    if (type == ElementType.MXFP4) {
      powersOfTwo(scale);
    } else {
      steps.halves(scale, 0, unit.v(1), unit.v(2));
    }
    a.vmovups(frame.local(scalesAt), scale);
    if (hasMinima()) {
      steps.halves(scale, 2, unit.v(1), unit.v(2));
      a.vmovups(frame.local(minimaAt), scale);
    }
  }

  /**
   * 2 to the power of e - 128 for a byte e: (e - 1) · 2²³ are a float's bits from e = 2 on, and
   * below, where that is at most 0, 2²¹ · 2ᵉ.
   */
  private void powersOfTwo(Vec to) {
    Vec small = unit.v(3);
    steps.shorts(0, unit.v(1), unit.v(2));
    a.vpmovzxwd(to, unit.v(1).as(unit == VectorUnit.AVX512 ? 256 : 128));
    steps.and(to, to, constants.words(0xff));
    a.vpminsd(small, to, constants.words(1));
    Vec least = constants.register(constants.words(0x20_0000), unit.v(4));
    a.vpsllvd(small, least, small);
    a.vpsubd(to, to, constants.words(1));
    a.vpslld(to, to, 23);
    a.vpmaxsd(to, to, small);
  }

  private void unpack(int quad) {
    Vec low = codes(quad, 0);
    Vec high = codes(quad, 1);
    int codesAt = type.blockBytes() - 16;
    if (type == ElementType.Q8_0) {
      for (int half = 0; half < 2; half++) {
        steps.quad(codes(quad, half), quad, 2 + 16 * half);
        if (dots()) {
          steps.xor(codes(quad, half), codes(quad, half), constants.ofByte(0x80));
        }
      }
      return;
    }
    Operand nibble = constants.ofByte(0x0f);
    steps.quad(high, quad, codesAt);
    steps.and(low, high, nibble);
    a.vpsrlw(high, high, 4);
    steps.and(high, high, nibble);
    switch (type) {
      case Q5_0, Q5_1 -> {
        steps.quad(scratch(0), quad, codesAt - 4);
        a.vpshufd(scratch(0), scratch(0), 0);
        fifth(low, constants.words(0, 4, 8, 12));
        fifth(high, constants.words(16, 20, 24, 28));
      }
      case IQ4_NL, MXFP4 -> {
        byte[] table =
            type == ElementType.MXFP4
                ? Codes.plus(Codes.E2M1, Codes.E2M1_OFFSET)
                : Codes.plus(Codes.NONLINEAR, signed() ? 0 : 128);
        Vec entries = constants.register(constants.bytes(table), scratch(0));
        a.vpshufb(low, entries, low);
        a.vpshufb(high, entries, high);
      }
      default -> {}
    }
  }

  /** Four bits times 2⁴ + 2¹¹ + 2¹⁸ + 2²⁵: the i-th lands in bit 4 of byte i, none on another. */
  private void fifth(Vec codes, Operand shifts) {
    Vec bits = scratch(1);
    a.vpsrlvd(bits, scratch(0), shifts);
    steps.and(bits, bits, constants.words(15));
    a.vpmulld(bits, bits, constants.words(0x02040810));
    steps.and(bits, bits, constants.ofByte(0x10));
    if (dots()) {
      a.vpord(codes, codes, bits);
    } else {
      a.vpor(codes, codes, bits);
    }
  }

  private void multiply(int row) {
    for (int half = 0; half < 2; half++) {
      steps.repeat(activations(half), mem(RBX, 16 * half));
    }
    for (int quad = 0; quad < QUADS; quad++) {
      dot(quad);
    }
    steps.addQuads(sum(0), sum(1), sum(2), sum(3), scratch(0));
    if (offset() != 0) {
      a.vpbroadcastd(scratch(0), mem(RBP, 0));
      a.vpmaddwd(scratch(0), scratch(0), constants.ofShort(-offset()));
      a.vpaddd(sum(0), sum(0), scratch(0));
    }
    steps.chain(row, sum(0), frame.local(scalesAt), mem(R15, 0), false, scratch(0), scratch(1));
    if (hasMinima()) {
      a.vpbroadcastd(sum(0), mem(RBP, 0));
      a.vpmaddwd(sum(0), sum(0), constants.ofShort(1));
      steps.chain(row, sum(0), frame.local(minimaAt), mem(R15, 0), false, scratch(0), scratch(1));
    }
  }

  private void dot(int quad) {
    Vec to = sum(quad);
    if (dots()) {
      steps.zero(to);
      a.vpdpbusd(to, codes(quad, 0), activations(0));
      a.vpdpbusd(to, codes(quad, 1), activations(1));
      return;
    }
    Vec other = scratch(0);
    if (signed()) {
      signedPairs(to, codes(quad, 0), activations(0));
      signedPairs(other, codes(quad, 1), activations(1));
      a.vpmaddwd(to, to, constants.ofShort(1));
      a.vpmaddwd(other, other, constants.ofShort(1));
      a.vpaddd(to, to, other);
    } else {
      a.vpmaddubsw(to, codes(quad, 0), activations(0));
      a.vpmaddubsw(other, codes(quad, 1), activations(1));
      a.vpaddw(to, to, other);
      a.vpmaddwd(to, to, constants.ofShort(1));
    }
  }

  private void signedPairs(Vec to, Vec codes, Vec activations) {
    a.vpsignb(to, activations, codes);
    a.vpabsb(scratch(1), codes);
    a.vpmaddubsw(to, scratch(1), to);
  }
}
