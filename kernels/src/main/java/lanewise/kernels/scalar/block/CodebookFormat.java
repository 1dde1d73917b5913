package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Blocks of 256 elements whose codes each stand for a point of a codebook. */
abstract non-sealed class CodebookFormat implements BlockFormat {
  private final ElementType type;
  private final byte[] points;

  CodebookFormat(ElementType type, Codebook codebook) {
    this.type = type;
    this.points = codebook.points();
  }

  static CodebookFormat of(ElementType type) {
    return switch (type) {
      case IQ1_S -> new Iq1SFormat();
      case IQ1_M -> new Iq1MFormat();
      case IQ2_XXS -> new Iq2XxsFormat();
      case IQ2_XS -> new Iq2XsFormat();
      case IQ2_S -> new Iq2SFormat();
      case IQ3_XXS -> new Iq3XxsFormat();
      case IQ3_S -> new Iq3SFormat();
      default -> throw new IllegalArgumentException(type.label() + " has no codebook");
    };
  }

  @Override
  public final void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int b = 0; b < blocks; b++) {
      long to = outAt + (long) b * type.blockElements() * Float.BYTES;
      decode(in, at + (long) b * type.blockBytes(), out, to);
    }
  }

  /** Writes the values of one block. */
  abstract void decode(MemorySegment in, long at, MemorySegment out, long outAt);

  /**
   * Writes adjacent values: a scale times coordinates from {@code first} on.
   *
   * @param signs bit i is set where value i is negative
   */
  final void write(float scale, int first, int count, int signs, MemorySegment out, long outAt) {
    for (int i = 0; i < count; i++) {
      float value = scale * points[first + i];
      boolean negative = (signs >> i & 1) != 0;
      out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, negative ? -value : value);
    }
  }

  /** Writes eight values: a scale times coordinates that are shifted by an eighth. */
  final void writeShifted(float scale, int first, boolean down, MemorySegment out, long outAt) {
    float shift = down ? -0.125f : 0.125f;
    for (int i = 0; i < 8; i++) {
      out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, scale * (points[first + i] + shift));
    }
  }

  /** Eight signs of which seven are stored: the number of negative ones is even. */
  static int evenSigns(int seven) {
    return seven & 127 | (Integer.bitCount(seven & 127) & 1) << 7;
  }
}
