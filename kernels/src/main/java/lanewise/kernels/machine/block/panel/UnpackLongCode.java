package lanewise.kernels.machine.block.panel;

import java.util.Arrays;
import lanewise.kernels.ElementType;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that unpacks blocks of 256: one vector of columns, block after block.
 *
 * <p>Group scales come first; they are kept on the stack as bytes, four groups in a lane. Registers
 * 0 to 3 hold what {@link ColumnCode#sixteenBytes} read.
 */
final class UnpackLongCode {
  /** Where scales lie on the stack, four vectors; minima follow in two of them. */
  private static final int SCALES = 8;

  private final PanelScheme scheme;
  private final ColumnCode c;
  private final Assembler a;

  private UnpackLongCode(PanelScheme scheme) {
    this.scheme = scheme;
    this.c = new ColumnCode(scheme);
    this.a = c.a;
  }

  static Assembler write(PanelScheme scheme) {
    UnpackLongCode code = new UnpackLongCode(scheme);
    return code.c.write(code::prepare, code::block);
  }

  private void prepare() {
    if (scheme.type() == ElementType.IQ4_XS) {
      UnpackCode.loadIq4Table(c, scheme.offset());
    }
  }

  private void block() {
    switch (scheme.type()) {
      case Q2_K -> q2();
      case Q3_K -> q3();
      case Q4_K -> {
        packedScales();
        for (int pair = 0; pair < 4; pair++) {
          for (int half = 0; half < 2; half++) {
            c.sixteenBytes(16 + 32 * pair + 16 * half);
            for (int i = 0; i < 4; i++) {
              c.and(c.v(8), c.v(i), 0x0f0f0f0f);
              store(2 * pair, 4 * half + i, c.v(8));
              high(c.v(8), c.v(i));
              store(2 * pair + 1, 4 * half + i, c.v(8));
            }
          }
        }
      }
      case Q5_K -> q5();
      case Q6_K -> q6();
      case IQ4_XS -> iq4();
      default -> throw new IllegalArgumentException(scheme.type().label());
    }
  }

  private void high(Vec to, Vec from) {
    a.vpsrld(to, from, 4);
    c.and(to, to, 0x0f0f0f0f);
  }

  private void store(int slice, int step, Vec x) {
    a.vmovups(c.item(slice * scheme.sliceItems() + scheme.stepItem(step)), x);
  }

  private void storeGroupScale(int group, Vec x) {
    int groups = scheme.groupsPerSlice();
    int slice = group / groups;
    if (scheme.hasFloatScales()) {
      a.vcvtdq2ps(x, x);
    }
    a.vmovups(c.item(slice * scheme.sliceItems() + scheme.scaleItem(group % groups)), x);
  }

  private void storePair(int pair, Vec x) {
    a.vmovups(c.item(scheme.pairHeader() + pair), x);
  }

  /** Stores {@code d} from the low halves of register 4 and {@code c} from the high ones. */
  private void scaleAndMinimum() {
    a.vmovaps(c.v(5), c.v(4));
    c.halfToFloat(c.v(4), false);
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
    c.halfToFloat(c.v(5), true);
    c.xor(c.v(5), c.v(5), 0x80000000);
    a.vmovups(c.item(scheme.factorHeader()), c.v(5));
  }

  /** Stores {@code d} from the high halves of four bytes. */
  private void highScale(int offset) {
    c.fourBytes(offset);
    c.halfToFloat(c.v(4), true);
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
  }

  /**
   * The 6-bit scales and minima of Q4_K and Q5_K, twelve bytes behind {@code d} and {@code dmin}:
   * the first eight bytes hold four scales and four minima in their low six bits; the rest's low
   * four bits are the last four bytes' halves, their high two the first eight's.
   */
  private void packedScales() {
    c.sixteenBytes(0);
    a.vmovaps(c.v(4), c.v(0));
    scaleAndMinimum();
    c.and(c.v(8), c.v(1), 0x3f3f3f3f);
    c.and(c.v(9), c.v(2), 0x3f3f3f3f);
    c.and(c.v(10), c.v(3), 0x0f0f0f0f);
    a.vpsrld(c.v(1), c.v(1), 2);
    c.and(c.v(1), c.v(1), 0x30303030);
    a.vorps(c.v(10), c.v(10), c.v(1));
    high(c.v(11), c.v(3));
    a.vpsrld(c.v(2), c.v(2), 2);
    c.and(c.v(2), c.v(2), 0x30303030);
    a.vorps(c.v(11), c.v(11), c.v(2));
    for (int group = 0; group < 8; group++) {
      int place = group % 4;
      c.laneBytes(c.v(12), c.v(group < 4 ? 8 : 10), 0x80808000 | place);
      storeGroupScale(group, c.v(12));
    }
    for (int pair = 0; pair < 4; pair++) {
      int place = 2 * (pair % 2);
      int pattern = 0x80008000 | place + 1 << 16 | place;
      c.laneBytes(c.v(12), c.v(pair < 2 ? 9 : 11), pattern);
      storePair(pair, c.v(12));
    }
  }

  private void q5() {
    packedScales();
    for (int half = 0; half < 2; half++) {
      c.sixteenBytes(16 + 16 * half);
      for (int i = 0; i < 4; i++) {
        a.vmovups(c.stack(4 * half + i), c.v(i));
      }
    }
    for (int pair = 0; pair < 4; pair++) {
      for (int half = 0; half < 2; half++) {
        c.sixteenBytes(48 + 32 * pair + 16 * half);
        for (int i = 0; i < 4; i++) {
          a.vmovups(c.v(9), c.stack(4 * half + i));
          c.and(c.v(8), c.v(i), 0x0f0f0f0f);
          bitTo(c.v(10), c.v(9), 2 * pair, 4);
          a.vorps(c.v(8), c.v(8), c.v(10));
          store(2 * pair, 4 * half + i, c.v(8));
          high(c.v(8), c.v(i));
          bitTo(c.v(10), c.v(9), 2 * pair + 1, 4);
          a.vorps(c.v(8), c.v(8), c.v(10));
          store(2 * pair + 1, 4 * half + i, c.v(8));
        }
      }
    }
  }

  /** One bit of each byte, moved to another place; the others zero. */
  private void bitTo(Vec to, Vec from, int bit, int place) {
    bitsTo(to, from, bit, place, 1);
  }

  /** The same of some adjacent bits; {@code mask} tells how many, as a byte. */
  private void bitsTo(Vec to, Vec from, int bit, int place, int mask) {
    Vec source = from;
    if (bit > place) {
      a.vpsrld(to, from, bit - place);
      source = to;
    } else if (bit < place) {
      a.vpslld(to, from, place - bit);
      source = to;
    }
    c.and(to, source, (mask << place) * 0x01010101);
  }

  private void q2() {
    c.fourBytes(80);
    scaleAndMinimum();
    c.sixteenBytes(0);
    for (int i = 0; i < 4; i++) {
      high(c.v(8), c.v(i));
      for (int pair = 0; pair < 2; pair++) {
        c.laneBytes(c.v(9), c.v(8), 0x80018000 + 0x00020002 * pair);
        storePair(2 * i + pair, c.v(9));
      }
      a.vmovups(c.stack(SCALES + i), c.v(i));
    }
    for (int part = 0; part < 4; part++) {
      c.sixteenBytes(16 + 16 * part);
      for (int shift = 0; shift < 4; shift++) {
        int group = part / 2 * 8 + 2 * shift + part % 2;
        a.vmovups(c.v(8), c.stack(SCALES + group / 4));
        c.and(c.v(8), c.v(8), 0x0f0f0f0f);
        c.laneBytes(c.v(8), c.v(8), 0x80008000 | group % 4 << 16 | group % 4);
        for (int i = 0; i < 4; i++) {
          bitsTo(c.v(9), c.v(i), 2 * shift, 0, 3);
          // Two bytes at once: 3 · 15 does not reach the byte above.
          a.vpmullw(c.v(9), c.v(9), c.v(8));
          store(group / 2, group % 2 * 4 + i, c.v(9));
        }
      }
    }
  }

  /** The bytes are the offset less scale times weight, which is between -124 and 128. */
  private void q3() {
    highScale(106);
    q3Scales();
    for (int half = 0; half < 2; half++) {
      c.sixteenBytes(16 * half);
      for (int i = 0; i < 4; i++) {
        a.vmovups(c.stack(4 * half + i), c.v(i));
      }
    }
    for (int part = 0; part < 4; part++) {
      c.sixteenBytes(32 + 16 * part);
      for (int shift = 0; shift < 4; shift++) {
        int group = part / 2 * 8 + 2 * shift + part % 2;
        Vec scale = c.v(8);
        Vec base = c.v(9);
        // 32 less the stored scale is the negative scale; base is offset + 4 · scale.
        a.vmovups(base, c.stack(SCALES + group / 4));
        c.laneBytes(base, base, 0x80008000 | group % 4 << 16 | group % 4);
        a.vmovups(scale, a.words(repeated(0x00200020)));
        a.vpsubw(scale, scale, base);
        a.vpsllw(c.v(10), scale, 2);
        a.vmovups(base, a.words(repeated(scheme.offset() * 0x00010001)));
        a.vpsubw(base, base, c.v(10));
        for (int i = 0; i < 4; i++) {
          bitsTo(c.v(10), c.v(i), 2 * shift, 0, 3);
          a.vmovups(c.v(11), c.stack(4 * (part % 2) + i));
          bitTo(c.v(11), c.v(11), part / 2 * 4 + shift, 2);
          a.vorps(c.v(10), c.v(10), c.v(11));
          c.and(c.v(11), c.v(10), 0x00ff00ff);
          a.vpmullw(c.v(11), c.v(11), scale);
          a.vpaddw(c.v(11), c.v(11), base);
          c.and(c.v(11), c.v(11), 0x00ff00ff);
          a.vpsrlw(c.v(10), c.v(10), 8);
          a.vpmullw(c.v(10), c.v(10), scale);
          a.vpaddw(c.v(10), c.v(10), base);
          a.vpsllw(c.v(10), c.v(10), 8);
          a.vorps(c.v(10), c.v(10), c.v(11));
          store(group / 2, group % 2 * 4 + i, c.v(10));
        }
      }
    }
    if (scheme.pairs() == PanelScheme.Pairs.OFFSETS) {
      a.vmovups(c.v(8), a.words(repeated((-scheme.offset() & 0xffff) * 0x00010001)));
      for (int pair = 0; pair < scheme.pairItems(); pair++) {
        storePair(pair, c.v(8));
      }
    }
  }

  private int[] repeated(int word) {
    int[] words = new int[c.unit.lanes()];
    Arrays.fill(words, word);
    return words;
  }

  /** Sixteen 6-bit scales in twelve bytes: eight of two low halves, then four of high bits. */
  private void q3Scales() {
    c.sixteenBytes(92);
    for (int i = 0; i < 4; i++) {
      Vec low = c.v(1 + i % 2);
      if (i < 2) {
        c.and(c.v(8), low, 0x0f0f0f0f);
      } else {
        high(c.v(8), low);
      }
      bitsTo(c.v(9), c.v(3), 2 * i, 4, 3);
      a.vorps(c.v(8), c.v(8), c.v(9));
      a.vmovups(c.stack(SCALES + i), c.v(8));
    }
  }

  private void q6() {
    highScale(206);
    c.sixteenBytes(192);
    for (int i = 0; i < 4; i++) {
      for (int place = 0; place < 4; place++) {
        a.vpslld(c.v(8), c.v(i), 24 - 8 * place);
        a.vpsrad(c.v(8), c.v(8), 24);
        storeGroupScale(4 * i + place, c.v(8));
      }
      for (int pair = 0; pair < 2; pair++) {
        c.laneBytes(c.v(8), c.v(i), 0x01800080 + 0x02000200 * pair);
        // The scale is the high byte of each word: an eighth of that is 32 times the scale.
        a.vpsraw(c.v(8), c.v(8), 3);
        a.vxorps(c.v(9), c.v(9), c.v(9));
        a.vpsubw(c.v(8), c.v(9), c.v(8));
        storePair(2 * i + pair, c.v(8));
      }
    }
    for (int half = 0; half < 2; half++) {
      for (int part = 0; part < 2; part++) {
        c.sixteenBytes(128 + 32 * half + 16 * part);
        for (int i = 0; i < 4; i++) {
          a.vmovups(c.stack(i), c.v(i));
        }
        for (int odd = 0; odd < 2; odd++) {
          c.sixteenBytes(64 * half + 32 * odd + 16 * part);
          for (int i = 0; i < 4; i++) {
            a.vmovups(c.v(9), c.stack(i));
            c.and(c.v(8), c.v(i), 0x0f0f0f0f);
            bitsTo(c.v(10), c.v(9), 2 * odd, 4, 3);
            a.vorps(c.v(8), c.v(8), c.v(10));
            store(4 * half + odd, 4 * part + i, c.v(8));
            high(c.v(8), c.v(i));
            bitsTo(c.v(10), c.v(9), 4 + 2 * odd, 4, 3);
            a.vorps(c.v(8), c.v(8), c.v(10));
            store(4 * half + odd + 2, 4 * part + i, c.v(8));
          }
        }
      }
    }
  }

  private void iq4() {
    c.sixteenBytes(0);
    a.vmovaps(c.v(12), c.v(0));
    a.vmovaps(c.v(13), c.v(1));
    a.vmovaps(c.v(4), c.v(0));
    c.halfToFloat(c.v(4), false);
    a.vmovups(c.item(scheme.scaleHeader()), c.v(4));
    for (int group = 0; group < 8; group++) {
      Vec scale = c.v(8);
      a.vpsrld(scale, c.v(13), 4 * group);
      c.and(scale, scale, 0xf);
      // Bits 16 and up of the first word are the scales' high ones.
      int shift = 12 + 2 * group;
      a.vpsrld(c.v(9), c.v(12), shift);
      c.and(c.v(9), c.v(9), 0x30);
      a.vorps(scale, scale, c.v(9));
      a.vpaddd(scale, scale, c.unit.constant(a, -32));
      storeGroupScale(group, scale);
      if (scheme.pairs() == PanelScheme.Pairs.OFFSETS) {
        c.laneBytes(c.v(9), scale, 0x01000100);
        a.vpsllw(c.v(9), c.v(9), 7);
        a.vxorps(c.v(10), c.v(10), c.v(10));
        a.vpsubw(c.v(9), c.v(10), c.v(9));
        storePair(group, c.v(9));
      }
      c.sixteenBytes(8 + 16 * group);
      for (int i = 0; i < 4; i++) {
        c.and(c.v(8), c.v(i), 0x0f0f0f0f);
        a.vpshufb(c.v(8), c.v(15), c.v(8));
        store(group, i, c.v(8));
        high(c.v(8), c.v(i));
        a.vpshufb(c.v(8), c.v(15), c.v(8));
        store(group, 4 + i, c.v(8));
      }
    }
  }
}
