package lanewise.kernels.machine.block.panel;

import lanewise.kernels.ElementType;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Vec;

/** Writes the routine that unpacks blocks of 32: one vector of columns, block after block. */
final class UnpackCode {
  private static final int[] IQ4_VALUES = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of a 4-bit float. */
  private static final int[] MXFP4_VALUES = {
    0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12
  };

  private final PanelScheme scheme;
  private final ColumnCode c;
  private final Assembler a;

  private UnpackCode(PanelScheme scheme) {
    this.scheme = scheme;
    this.c = new ColumnCode(scheme);
    this.a = c.a;
  }

  static Assembler write(PanelScheme scheme) {
    if (!scheme.isShort()) {
      return UnpackLongCode.write(scheme);
    }
    UnpackCode code = new UnpackCode(scheme);
    return code.c.write(code::prepare, code::block);
  }

  private void prepare() {
    switch (scheme.type()) {
      case IQ4_NL -> loadTable(c, IQ4_VALUES, scheme.offset());
      case MXFP4 -> loadTable(c, MXFP4_VALUES, scheme.offset());
      default -> {}
    }
  }

  /** Loads the table of what 4-bit numbers stand for in register 15. */
  static void loadTable(ColumnCode c, int[] values, int offset) {
    int[] words = new int[c.unit.lanes()];
    for (int i = 0; i < 4 * words.length; i++) {
      words[i / 4] |= (values[i % 16] + offset & 0xff) << 8 * (i % 4);
    }
    c.a.vmovups(c.v(15), c.a.words(words));
  }

  static void loadIq4Table(ColumnCode c, int offset) {
    loadTable(c, IQ4_VALUES, offset);
  }

  private void block() {
    switch (scheme.type()) {
      case Q8_0 -> {
        halfScale(0);
        bytes(2, 0);
        bytes(18, 4);
      }
      case Q4_0, IQ4_NL -> {
        halfScale(0);
        nibbles(2);
      }
      case Q4_1 -> {
        scaleAndMinimum();
        nibbles(4);
      }
      case Q5_0 -> {
        halfScale(0);
        c.fourBytes(2);
        a.vmovaps(c.v(12), c.v(4));
        nibbles(6);
      }
      case Q5_1 -> {
        scaleAndMinimum();
        c.fourBytes(4);
        a.vmovaps(c.v(12), c.v(4));
        nibbles(8);
      }
      case MXFP4 -> {
        powerScale();
        nibbles(1);
      }
      default -> throw new IllegalArgumentException(scheme.type().label());
    }
  }

  private void halfScale(int offset) {
    c.fourBytes(offset);
    c.halfToFloat(c.v(4), false);
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
  }

  private void scaleAndMinimum() {
    c.fourBytes(0);
    a.vmovaps(c.v(5), c.v(4));
    c.halfToFloat(c.v(4), false);
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
    c.halfToFloat(c.v(5), true);
    a.vmovups(c.item(scheme.factorHeader()), c.v(5));
  }

  /**
   * A power of two, halved, since the table holds values doubled: exponent byte e stands for 2^(e -
   * 128), of which 0 and 1 are subnormal.
   */
  private void powerScale() {
    c.fourBytes(0);
    Vec e = c.v(4);
    c.and(e, e, 0xff);
    // e - 1 in the exponent's place, and for 0 and 1 the bits 2^21 and 2^22.
    a.vpaddd(c.v(5), e, c.unit.constant(a, -1));
    a.vpslld(c.v(5), c.v(5), 23);
    a.vpaddd(c.v(6), e, c.unit.constant(a, 1));
    a.vpslld(c.v(6), c.v(6), 21);
    a.vpminsd(c.v(7), e, c.unit.constant(a, 2));
    a.vpslld(c.v(7), c.v(7), 30);
    // The sign of v7 is set where e >= 2.
    a.vpsrad(c.v(7), c.v(7), 31);
    a.vandps(c.v(5), c.v(7), c.v(5));
    a.vandnps(c.v(6), c.v(7), c.v(6));
    a.vorps(c.v(4), c.v(5), c.v(6));
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
  }

  private void bytes(int offset, int firstStep) {
    c.sixteenBytes(offset);
    for (int i = 0; i < 4; i++) {
      if (scheme.offset() != 0) {
        c.xor(c.v(i), c.v(i), 0x80808080);
      }
      a.vmovups(c.item(scheme.stepItem(firstStep + i)), c.v(i));
    }
  }

  /** Sixteen bytes whose low halves come first. */
  private void nibbles(int offset) {
    c.sixteenBytes(offset);
    for (int step = 0; step < PanelScheme.STEPS; step++) {
      Vec x = c.v(8);
      Vec from = c.v(step % 4);
      if (step >= 4) {
        a.vpsrld(x, from, 4);
        from = x;
      }
      c.and(x, from, 0x0f0f0f0f);
      ElementType type = scheme.type();
      if (type == ElementType.IQ4_NL || type == ElementType.MXFP4) {
        a.vpshufb(x, c.v(15), x);
      } else if (type == ElementType.Q5_0 || type == ElementType.Q5_1) {
        fifthBits(step);
        a.vorps(x, x, c.v(9));
      }
      a.vmovups(c.item(scheme.stepItem(step)), x);
    }
  }

  /** Register 9 gets four bits of register 12 as bit 4 of each byte. */
  private void fifthBits(int step) {
    Vec bits = c.v(9);
    if (step == 0) {
      c.and(bits, c.v(12), 0xf);
    } else {
      a.vpsrld(bits, c.v(12), 4 * step);
      c.and(bits, bits, 0xf);
    }
    // Bit b moves to 8b + 4; what else the product has is masked out.
    a.vpmulld(bits, bits, c.unit.constant(a, 0x02040810));
    c.and(bits, bits, 0x10101010);
  }
}
