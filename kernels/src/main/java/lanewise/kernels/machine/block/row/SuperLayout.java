package lanewise.kernels.machine.block.row;

import java.util.Arrays;
import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;

/**
 * In which order the codes of a block of 256 come out of its bytes, and what goes with them. Codes
 * and activations are looked at in pieces of 16 elements, one for each 128 bits of a vector.
 */
record SuperLayout(VectorUnit unit, ElementType type) {
  static final int ELEMENTS = 256;
  private static final int PIECE = 16;

  /** Vectors that hold a block's codes as bytes. */
  int vectors() {
    return ELEMENTS / unit.bytes();
  }

  /** 128-bit parts of a vector. */
  int parts() {
    return unit.bytes() / PIECE;
  }

  boolean hasMinima() {
    return switch (type) {
      case Q2_K, Q4_K, Q5_K -> true;
      default -> false;
    };
  }

  /** Whether there is a scale for each 16 elements, else for each 32. */
  boolean smallGroups() {
    return switch (type) {
      case Q2_K, Q3_K, Q6_K -> true;
      default -> false;
    };
  }

  /** Whether the codes stay signed, as AVX2 can't add two products of unsigned bytes this large. */
  boolean signedCodes() {
    return type == ElementType.IQ4_XS && unit == VectorUnit.AVX2;
  }

  /** Whether scales multiply sums of 32 bits, as those of 16 bits would not hold them. */
  boolean wideSums() {
    return type == ElementType.IQ4_XS && unit == VectorUnit.AVX512;
  }

  /** Unsigned codes are too large by 2 to this power; negative where they are not. */
  int offsetShift() {
    return switch (type) {
      case Q3_K -> 2;
      case Q6_K -> 5;
      case IQ4_XS -> wideSums() ? 7 : -1;
      default -> -1;
    };
  }

  /** Whether the activations' sums count: for minima, or for an offset of the codes. */
  boolean needsSums() {
    return hasMinima() || offsetShift() >= 0;
  }

  /** Which 16 elements part {@code part} of the codes' vector {@code vector} holds. */
  int piece(int vector, int part) {
    boolean wide = unit == VectorUnit.AVX512;
    int pair = vector / 2;
    int half = vector % 2;
    return switch (type) {
      case Q4_K, Q5_K ->
          wide ? 8 * pair + 4 * (part / 2) + 2 * half + part % 2 : 4 * pair + 2 * half + part;
      case Q2_K, Q3_K -> wide ? 8 * (part / 2) + 2 * vector + part % 2 : 2 * vector + part;
      case IQ4_XS -> (wide ? 8 : 4) * pair + 2 * part + half;
      default -> parts() * vector + part;
    };
  }

  /**
   * Where {@code vpshufb} finds the scales of a vector's codes among those of a row: as 16-bit
   * integers, or as 32-bit ones for wide sums. Signed bytes land on top, to be shifted down.
   */
  byte[] scaleIndices(int vector) {
    byte[] indices = new byte[unit.bytes()];
    Arrays.fill(indices, (byte) 0x80);
    int width = wideSums() ? 4 : 2;
    for (int part = 0; part < parts(); part++) {
      int group = piece(vector, part) / (smallGroups() ? 1 : 2);
      for (int at = PIECE * part; at < PIECE * (part + 1); at += width) {
        switch (type) {
          case Q3_K, Q6_K -> indices[at + 1] = (byte) group;
          case IQ4_XS -> {
            indices[at + width - 1] = (byte) (2 * group + (wideSums() ? 0 : 1));
            if (!wideSums()) {
              indices[at] = (byte) (2 * group);
            }
          }
          default -> indices[at] = (byte) group;
        }
      }
    }
    return indices;
  }
}
