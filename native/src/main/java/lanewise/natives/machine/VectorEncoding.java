package lanewise.natives.machine;

/**
 * The VEX and EVEX encodings (Intel SDM volume 2, chapter 2). VEX is taken where it can say the
 * operands and the instruction has it: registers 0 to 15, at most 256 bits, no mask, no broadcast.
 *
 * <p>An instruction is described by one int, put together from the constants here.
 */
abstract sealed class VectorEncoding extends FlowCode permits FloatCode {
  static final int MAP_0F = 1 << 8;
  static final int MAP_0F38 = 2 << 8;
  static final int MAP_0F3A = 3 << 8;
  static final int NP = 0;
  static final int P66 = 1 << 11;
  static final int PF3 = 2 << 11;
  static final int PF2 = 3 << 11;

  /** W is 1 in the EVEX form: 64-bit elements. */
  static final int W1 = 1 << 13;

  /** W is 1 in the VEX form. */
  static final int VEX_W1 = 1 << 14;

  static final int VEX = 1 << 15;
  static final int EVEX = 1 << 16;
  static final int BOTH = VEX | EVEX;

  // What a memory operand holds, which scales an 8-bit displacement in EVEX.
  private static final int TUPLE_SHIFT = 20;
  static final int FULL = 0;
  static final int HALF = 1 << TUPLE_SHIFT;
  static final int FULL_MEM = 2 << TUPLE_SHIFT;
  static final int HALF_MEM = 3 << TUPLE_SHIFT;
  static final int QUARTER_MEM = 4 << TUPLE_SHIFT;
  static final int EIGHTH_MEM = 5 << TUPLE_SHIFT;
  static final int BYTES_1 = 6 << TUPLE_SHIFT;
  static final int BYTES_2 = 7 << TUPLE_SHIFT;
  static final int BYTES_4 = 8 << TUPLE_SHIFT;
  static final int BYTES_8 = 9 << TUPLE_SHIFT;
  static final int BYTES_16 = 10 << TUPLE_SHIFT;
  static final int BYTES_32 = 11 << TUPLE_SHIFT;

  private static final int NO_IMMEDIATE = -1;

  /** {@code reg} and {@code rm} with no second source. */
  final void encode(int spec, Vec reg, Operand rm) {
    encode(spec, reg.bits(), reg.index(), reg, 0, rm, NO_IMMEDIATE);
  }

  final void encode(int spec, Vec reg, Operand rm, int immediate) {
    encode(spec, reg.bits(), reg.index(), reg, 0, rm, immediate & 0xff);
  }

  final void encode(int spec, Vec reg, Vec source, Operand rm) {
    encode(spec, reg.bits(), reg.index(), reg, source.index(), rm, NO_IMMEDIATE);
  }

  final void encode(int spec, Vec reg, Vec source, Operand rm, int immediate) {
    encode(spec, reg.bits(), reg.index(), reg, source.index(), rm, immediate & 0xff);
  }

  /** A store: {@code reg} goes to memory, which carries the mask. */
  final void store(int spec, Mem to, Vec from) {
    encode(spec, from.bits(), from.index(), from, 0, to, NO_IMMEDIATE);
  }

  final void store(int spec, Mem to, Vec from, int immediate) {
    encode(spec, from.bits(), from.index(), from, 0, to, immediate & 0xff);
  }

  /** Any other mixture: the register field by number, and the vector length. */
  final void encode(
      int spec, int bits, int reg, Vec masked, int source, Operand rm, int immediate) {
    boolean hasImmediate = immediate != NO_IMMEDIATE;
    if (isVex(spec, bits, masked, reg, source, rm)) {
      vex(spec, bits, reg, source, rm);
    } else if ((spec & EVEX) != 0) {
      evex(spec, bits, reg, masked, source, rm);
    } else {
      throw new IllegalArgumentException("operands that only EVEX can say, in a VEX instruction");
    }
    int8(spec & 0xff);
    if (rm instanceof Mem m) {
      boolean isEvex = !isVex(spec, bits, masked, reg, source, rm);
      address(
          reg, m, isEvex ? displacementUnit(spec, bits, m.broadcast()) : 1, hasImmediate ? 1 : 0);
    } else {
      int8(0xc0 | (reg & 7) << 3 | ((Vec) rm).index() & 7);
    }
    if (hasImmediate) {
      int8(immediate);
    }
  }

  private static boolean isVex(int spec, int bits, Vec masked, int reg, int source, Operand rm) {
    if ((spec & VEX) == 0 || bits == 512 || reg > 15 || source > 15) {
      return false;
    }
    if (masked != null && masked.mask() != Mask.K0) {
      return false;
    }
    if (rm instanceof Mem m) {
      return !m.broadcast()
          && m.mask() == Mask.K0
          && (m.vector() == null || m.vector().index() < 16);
    }
    return ((Vec) rm).index() < 16 && ((Vec) rm).bits() != 512;
  }

  private void vex(int spec, int bits, int reg, int source, Operand rm) {
    int index = 0;
    int base = 0;
    if (rm instanceof Mem m) {
      base = m.base() == null ? 0 : m.base().ordinal();
      index = m.vector() != null ? m.vector().index() : m.index() == null ? 0 : m.index().ordinal();
    } else {
      base = ((Vec) rm).index();
    }
    int map = spec >> 8 & 7;
    int tail = (~source & 15) << 3 | (bits == 256 ? 4 : 0) | spec >> 11 & 3;
    boolean wide = (spec & VEX_W1) != 0;
    int notR = (~reg >> 3 & 1) << 7;
    if (map == 1 && !wide && index < 8 && base < 8) {
      int8(0xc5);
      int8(notR | tail);
    } else {
      int8(0xc4);
      int8(notR | (~index >> 3 & 1) << 6 | (~base >> 3 & 1) << 5 | map);
      int8((wide ? 0x80 : 0) | tail);
    }
  }

  private void evex(int spec, int bits, int reg, Vec masked, int source, Operand rm) {
    int index = 0;
    int base = 0;
    int high = source >> 4;
    boolean broadcast = false;
    Mask mask = masked == null ? Mask.K0 : masked.mask();
    boolean zeroing = masked != null && masked.zeroing();
    if (rm instanceof Mem m) {
      base = m.base() == null ? 0 : m.base().ordinal();
      broadcast = m.broadcast();
      mask = m.mask() == Mask.K0 ? mask : m.mask();
      if (m.vector() != null) {
        index = m.vector().index() & 15;
        high = m.vector().index() >> 4;
      } else if (m.index() != null) {
        index = m.index().ordinal();
      }
    } else {
      base = ((Vec) rm).index() & 15;
      index = ((Vec) rm).index() >> 1 & 8;
    }
    int8(0x62);
    int8(
        (~reg >> 3 & 1) << 7
            | (~index >> 3 & 1) << 6
            | (~base >> 3 & 1) << 5
            | (~reg >> 4 & 1) << 4
            | spec >> 8 & 7);
    int8(((spec & W1) != 0 ? 0x80 : 0) | (~source & 15) << 3 | 4 | spec >> 11 & 3);
    int8(
        (zeroing ? 0x80 : 0)
            | (bits == 512 ? 0x40 : bits == 256 ? 0x20 : 0)
            | (broadcast ? 0x10 : 0)
            | (~high & 1) << 3
            | mask.ordinal());
  }

  private static int displacementUnit(int spec, int bits, boolean broadcast) {
    int vector = bits / 8;
    int element = (spec & W1) != 0 ? 8 : 4;
    int tuple = spec >> TUPLE_SHIFT & 15;
    return switch (tuple) {
      case 0 -> broadcast ? element : vector;
      case 1 -> broadcast ? element : vector / 2;
      case 2 -> vector;
      case 3 -> vector / 2;
      case 4 -> vector / 4;
      case 5 -> vector / 8;
      default -> 1 << (tuple - 6);
    };
  }
}
