package lanewise.kernels.machine.block.row;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Unpacks the codes of one row's block of 256, vector by vector, in {@link SuperLayout}'s order.
 */
final class SuperCodes {
  private static final int HALF_BYTES = 32;

  private final Assembler a;
  private final VectorUnit unit;
  private final SuperLayout layout;
  private final GroupFrame frame;
  private final GroupSteps steps;
  private final Constants constants;
  private final Sink sink;

  /** Takes the codes, which are in {@link #codes}. */
  interface Sink {
    void multiply(int vector);
  }

  SuperCodes(
      Assembler a,
      SuperLayout layout,
      GroupFrame frame,
      GroupSteps steps,
      Constants constants,
      Sink sink) {
    this.a = a;
    this.unit = layout.unit();
    this.layout = layout;
    this.frame = frame;
    this.steps = steps;
    this.constants = constants;
    this.sink = sink;
  }

  /** Where the sink finds the codes; it may not write to registers 8 to 11. */
  Vec codes() {
    return unit.v(8);
  }

  private Vec raw() {
    return unit.v(9);
  }

  /** Further bits of the codes, for several vectors. */
  private Vec bits() {
    return unit.v(10);
  }

  private Vec scratch() {
    return unit.v(11);
  }

  private boolean wide() {
    return unit == VectorUnit.AVX512;
  }

  void write(int row) {
    switch (layout.type()) {
      case Q4_K, Q5_K -> fourBits(row);
      case Q6_K -> sixBits(row);
      case Q2_K, Q3_K -> twoBits(row);
      case IQ4_XS -> lookedUp(row);
      default -> throw new IllegalArgumentException(layout.type().label());
    }
  }

  /** 32 bytes of a row, with AVX-512 twice. */
  private void loadBits(int row, int from) {
    if (wide()) {
      a.vbroadcasti64x4(bits(), frame.weights(row, from));
    } else {
      a.vmovups(bits(), frame.weights(row, from));
    }
  }

  /**
   * Shifts left by {@code low} in the lower half and {@code high} in the upper; negative: right.
   */
  private void shift(Vec to, Vec from, int low, int high) {
    if (!wide()) {
      if (low > 0) {
        a.vpslld(to, from, low);
      } else {
        a.vpsrld(to, from, -low);
      }
    } else if (low >= 0 && high >= 0) {
      a.vpsllvd(to, from, counts(low, high));
    } else if (low <= 0 && high <= 0) {
      a.vpsrlvd(to, from, counts(-low, -high));
    } else {
      a.vpsllvd(to, from, counts(Math.max(low, 0), Math.max(high, 0)));
      a.vpsrlvd(to, to, counts(Math.max(-low, 0), Math.max(-high, 0)));
    }
  }

  private Operand counts(int low, int high) {
    int[] counts = new int[16];
    for (int i = 0; i < 16; i++) {
      counts[i] = i < 8 ? low : high;
    }
    return constants.words(counts);
  }

  /** Codes from the low or high halves of the raw bytes. */
  private void nibbles(Vec to, int half) {
    Vec from = raw();
    if (half == 1) {
      a.vpsrlw(to, raw(), 4);
      from = to;
    }
    steps.and(to, from, constants.ofByte(0x0f));
  }

  /** Puts the bits in {@code mask} of {@link #scratch} above the nibbles. */
  private void merged(int half, int mask) {
    steps.and(scratch(), scratch(), constants.ofByte(mask));
    Vec from = raw();
    if (half == 1) {
      a.vpsrlw(codes(), raw(), 4);
      from = codes();
    }
    if (wide()) {
      a.vpternlogd(scratch(), from, constants.ofByte(0x0f), 0xf8);
      a.vmovdqa32(codes(), scratch());
    } else {
      steps.and(codes(), from, constants.ofByte(0x0f));
      a.vpor(codes(), codes(), scratch());
    }
  }

  private void fourBits(int row) {
    int codesAt = layout.type().blockBytes() - 128;
    boolean fifths = layout.type() == ElementType.Q5_K;
    if (fifths) {
      loadBits(row, 16);
    }
    for (int vector = 0; vector < layout.vectors(); vector++) {
      int half = vector % 2;
      if (half == 0) {
        a.vmovups(raw(), frame.weights(row, codesAt + vector / 2 * unit.bytes()));
      }
      if (fifths) {
        // Bit g belongs to group g and becomes bit 4.
        int low = layout.piece(vector, 0) / 2;
        int high = layout.piece(vector, layout.parts() - 1) / 2;
        shift(scratch(), bits(), 4 - low, 4 - high);
        merged(half, 0x10);
      } else {
        nibbles(codes(), half);
      }
      sink.multiply(vector);
    }
  }

  /** Each 128 elements have 64 bytes with 4 bits and 32 with 2 bits of four elements each. */
  private void sixBits(int row) {
    int perHalf = layout.vectors() / 2;
    int perNibble = perHalf / 2;
    for (int vector = 0; vector < layout.vectors(); vector++) {
      int half = vector / perHalf;
      int place = vector % perHalf;
      int nibble = place / perNibble;
      if (place == 0) {
        loadBits(row, 128 + HALF_BYTES * half);
      }
      if (nibble == 0 || perNibble > 1) {
        int from = 64 * half + place % perNibble * unit.bytes();
        a.vmovups(raw(), frame.weights(row, from));
      }
      int first = wide() ? 4 - 4 * nibble : 4 - 2 * place;
      shift(scratch(), bits(), first, first - 2);
      merged(nibble, 0x30);
      sink.multiply(vector);
    }
  }

  /** Each 128 elements have 32 bytes of four elements each, and in Q3_K a bit of 32 more. */
  private void twoBits(int row) {
    boolean thirds = layout.type() == ElementType.Q3_K;
    int codesAt = thirds ? 32 : 16;
    if (thirds) {
      loadBits(row, 0);
    }
    for (int vector = 0; vector < layout.vectors(); vector++) {
      int place = vector % 4;
      int half = vector / 4;
      if (place == 0) {
        a.vmovups(raw(), frame.weights(row, codesAt + HALF_BYTES * half));
      }
      if (place == 0) {
        steps.and(codes(), raw(), constants.ofByte(3));
      } else {
        a.vpsrlw(codes(), raw(), 2 * place);
        steps.and(codes(), codes(), constants.ofByte(3));
      }
      if (thirds) {
        int low = 4 * half + place;
        shift(scratch(), bits(), 2 - low, wide() ? 2 - (4 + place) : 2 - low);
        steps.and(scratch(), scratch(), constants.ofByte(4));
        a.vpaddb(codes(), codes(), scratch());
      }
      sink.multiply(vector);
    }
  }

  private void lookedUp(int row) {
    byte[] table = Codes.plus(Codes.NONLINEAR, layout.signedCodes() ? 0 : 128);
    for (int vector = 0; vector < layout.vectors(); vector++) {
      int half = vector % 2;
      if (half == 0) {
        a.vmovups(raw(), frame.weights(row, 8 + vector / 2 * unit.bytes()));
      }
      nibbles(codes(), half);
      Vec entries = constants.register(constants.bytes(table), scratch());
      a.vpshufb(codes(), entries, codes());
      sink.multiply(vector);
    }
  }
}
