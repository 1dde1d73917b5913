package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Reads what precedes the codes in blocks of 256: f32 scales of all rows of the group, the integer
 * scales of each row's groups of elements, and the sums of the activations times the groups' minima
 * (or times the scales, where an offset has to be taken off the codes).
 */
final class SuperHeader {
  private final Assembler a;
  private final VectorUnit unit;
  private final SuperLayout layout;
  private final GroupSteps steps;
  private final Constants constants;
  private final GroupFrame frame;
  private final int m;
  private final int scalesAt;
  private final int minimaAt;
  private final int groupScalesAt;
  private final int sumsAt;
  private final int minSumsAt;

  SuperHeader(
      Assembler a,
      SuperLayout layout,
      GroupFrame frame,
      GroupSteps steps,
      Constants constants,
      int m) {
    this.a = a;
    this.unit = layout.unit();
    this.layout = layout;
    this.frame = frame;
    this.steps = steps;
    this.constants = constants;
    this.m = m;
    this.scalesAt = frame.reserve(unit.bytes());
    this.minimaAt = frame.reserve(unit.bytes());
    this.groupScalesAt = frame.reserve(4 * unit.bytes());
    this.sumsAt = frame.reserve(64 * m);
    this.minSumsAt = frame.reserve(m * unit.bytes());
  }

  /** The f32 scales of the group's rows. */
  Operand scales() {
    return frame.local(scalesAt);
  }

  /** The f32 scales of the minima. */
  Operand minima() {
    return frame.local(minimaAt);
  }

  /** The sums of a row of activations times the minima of the group's rows, as integers. */
  Operand minSums(int row) {
    return frame.local(minSumsAt + row * unit.bytes());
  }

  /** Repeats the group scales of a row of weights in every 128 bits. */
  void repeatGroupScales(Vec to, int row) {
    steps.repeat(to, mem(RSP, groupScalesAt + row % 4 * unit.bytes() + row / 4 * 16));
  }

  /** Keeps the sums of a row of activations, for each 16 elements or for each 32. */
  void keepSums(int row, lanewise.natives.machine.Mem sums) {
    if (!layout.needsSums()) {
      return;
    }
    Vec x = Vec.ymm(8);
    Vec high = Vec.xmm(9);
    a.vmovups(x, sums);
    if (!layout.smallGroups()) {
      Operand ones = constants.ofShort(1);
      a.vpmaddwd(x, x, ones instanceof Vec register ? register.as(256) : ones);
      a.vextractf128(high, x, 1);
      a.vpackssdw(x.as(128), x.as(128), high);
    }
    a.vmovups(frame.local(sumsAt + 64 * row), x);
  }

  private Vec quad(int j) {
    return unit.v(8 + j);
  }

  /** The minima of rows {@code j + 4 i}, or the scales, as 16-bit integers. */
  private Vec words(int j, int half) {
    return unit.v(2 * j + half);
  }

  private Vec scratch(int index) {
    return unit.v(12 + index);
  }

  void write() {
    halves();
    for (int j = 0; j < 4; j++) {
      groupScales(j);
    }
    if (layout.needsSums()) {
      for (int row = 0; row < m; row++) {
        minSums(row, sumsAt + 64 * row);
      }
    }
  }

  /** The f16 numbers lie in the first or the last 4 bytes of 16. */
  private void halves() {
    boolean first = true;
    boolean low = true;
    int from = 0;
    switch (layout.type()) {
      case Q2_K -> {
        first = false;
        from = 68;
      }
      case Q3_K -> {
        first = false;
        low = false;
        from = 94;
      }
      case Q6_K -> {
        first = false;
        low = false;
        from = 194;
      }
      default -> {}
    }
    for (int j = 0; j < 4; j++) {
      steps.quad(quad(j), j, from);
    }
    Vec all = scratch(0);
    Vec other = scratch(1);
    if (first) {
      a.vpunpckldq(all, quad(0), quad(1));
      a.vpunpckldq(other, quad(2), quad(3));
      a.vpunpcklqdq(all, all, other);
    } else {
      a.vpunpckhdq(all, quad(0), quad(1));
      a.vpunpckhdq(other, quad(2), quad(3));
      a.vpunpckhqdq(all, all, other);
    }
    toFloats(other, all, low);
    a.vmovups(frame.local(scalesAt), other);
    if (layout.hasMinima()) {
      toFloats(other, all, false);
      a.vmovups(frame.local(minimaAt), other);
    }
  }

  /** The low or high f16 of each 32-bit lane. */
  private void toFloats(Vec to, Vec from, boolean low) {
    if (unit == VectorUnit.AVX512) {
      Vec halves = from;
      if (!low) {
        halves = scratch(2);
        a.vpsrld(halves, from, 16);
      }
      a.vpmovdw(to.as(256), halves);
      a.vcvtph2ps(to, to.as(256));
    } else {
      int first = low ? 0 : 0x0202;
      a.vpshufb(
          to,
          from,
          constants.words(
              0x05040100 + first * 0x10001, 0x0d0c0908 + first * 0x10001, 0x80808080, 0x80808080));
      a.vpermq(to, to, 0x08);
      a.vcvtph2ps(to, to.as(128));
    }
  }

  private void groupScales(int j) {
    Vec q = quad(j);
    Vec t = scratch(0);
    Vec u = scratch(1);
    switch (layout.type()) {
      case Q4_K, Q5_K -> {
        // Scales 0 to 3, scales 4 to 7, minima 0 to 3, minima 4 to 7: low bits, then high ones.
        a.vpshufd(t, q, 0xed);
        a.vpsrlvd(t, t, constants.words(0, 0, 0, 4));
        steps.and(t, t, constants.words(0x3f3f3f3f, 0x0f0f0f0f, 0x3f3f3f3f, 0x0f0f0f0f));
        a.vpshufd(u, q, 0x84);
        a.vpsrld(u, u, 2);
        steps.merge(t, u, constants.words(0, 0x30303030, 0, 0x30303030), scratch(2));
        store(j, t);
        unsignedWords(words(j, 0), t, true);
      }
      case Q2_K -> {
        steps.quad(q, j, 0);
        steps.and(t, q, constants.ofByte(0x0f));
        store(j, t);
        a.vpsrlw(t, q, 4);
        steps.and(t, t, constants.ofByte(0x0f));
        unsignedWords(words(j, 0), t, false);
        unsignedWords(words(j, 1), t, true);
      }
      case Q6_K -> {
        steps.quad(q, j, 192);
        store(j, q);
        signedWords(j, q);
      }
      case Q3_K -> {
        a.vpshufb(t, q, constants.words(0x05040302, 0x09080706, 0x05040302, 0x09080706));
        a.vpsrlvd(t, t, constants.words(0, 0, 4, 4));
        steps.and(t, t, constants.ofByte(0x0f));
        a.vpshufb(u, q, constants.words(0x0d0c0b0a));
        a.vpsrlvd(u, u, constants.words(0, 2, 4, 6));
        steps.and(u, u, constants.ofByte(3));
        a.vpslld(u, u, 4);
        a.vpaddb(t, t, u);
        a.vpsubb(t, t, constants.ofByte(32));
        store(j, t);
        signedWords(j, t);
      }
      case IQ4_XS -> {
        a.vpshufb(t, q, constants.words(0x80048004, 0x80058005, 0x80068006, 0x80078007));
        a.vpmullw(t, t, constants.words(0x00010010));
        steps.and(t, t, constants.ofShort(0xf0));
        a.vpsrlw(t, t, 4);
        a.vpshufb(u, q, constants.words(0x80028002, 0x80028002, 0x80038003, 0x80038003));
        a.vpmullw(u, u, constants.words(0x00100040, 0x00010004));
        steps.and(u, u, constants.ofShort(0xc0));
        a.vpsrlw(u, u, 2);
        a.vpaddw(t, t, u);
        a.vpsubw(t, t, constants.ofShort(32));
        store(j, t);
        a.vmovaps(words(j, 0), t);
      }
      default -> throw new IllegalArgumentException(layout.type().label());
    }
  }

  private void store(int j, Vec scales) {
    a.vmovups(frame.local(groupScalesAt + j * unit.bytes()), scales);
  }

  private void unsignedWords(Vec to, Vec bytes, boolean high) {
    Vec zero = scratch(3);
    steps.zero(zero);
    if (high) {
      a.vpunpckhbw(to, bytes, zero);
    } else {
      a.vpunpcklbw(to, bytes, zero);
    }
  }

  private void signedWords(int j, Vec bytes) {
    a.vpunpcklbw(words(j, 0), bytes, bytes);
    a.vpsraw(words(j, 0), words(j, 0), 8);
    a.vpunpckhbw(words(j, 1), bytes, bytes);
    a.vpsraw(words(j, 1), words(j, 1), 8);
  }

  private void minSums(int row, int at) {
    Vec x = scratch(0);
    Vec other = scratch(1);
    for (int half = 0; half < (layout.smallGroups() ? 2 : 1); half++) {
      steps.repeat(x, frame.local(at + 16 * half));
      for (int j = 0; j < 4; j++) {
        if (half == 0) {
          a.vpmaddwd(quad(j), words(j, 0), x);
        } else {
          a.vpmaddwd(other, words(j, 1), x);
          a.vpaddd(quad(j), quad(j), other);
        }
      }
    }
    steps.addQuads(quad(0), quad(1), quad(2), quad(3), x);
    a.vmovups(frame.local(minSumsAt + row * unit.bytes()), quad(0));
  }
}
