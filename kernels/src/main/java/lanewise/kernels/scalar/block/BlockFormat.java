package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** How the elements of a type lie in its blocks. Immutable and thread-safe. */
public sealed interface BlockFormat permits PlainFormat, GroupedFormat, CodebookFormat {
  /**
   * Writes the exact f32 values of adjacent blocks.
   *
   * @param at where the first block starts, at any byte
   * @param outAt where the first value goes; values follow each other
   */
  void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt);

  /**
   * The format of a type.
   *
   * @throws IllegalArgumentException if the type is none that a block matrix may have
   */
  static BlockFormat of(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT16, BFLOAT16 -> new PlainFormat(type);
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> CodebookFormat.of(type);
      default -> GroupedFormat.of(type);
    };
  }

  /** A byte from 0 to 255. */
  static int unsigned(MemorySegment in, long at) {
    return in.get(JAVA_BYTE, at) & 0xFF;
  }

  /** Stores the low 8 bits. */
  static void putByte(MemorySegment out, long at, int value) {
    out.set(JAVA_BYTE, at, (byte) value);
  }

  /** Stores an f32 that an f16 can hold. */
  static void putHalf(MemorySegment out, long at, float value) {
    out.set(JAVA_SHORT_UNALIGNED, at, Float.floatToFloat16(value));
  }

  /** An f16 as f32. */
  static float half(MemorySegment in, long at) {
    return Float.float16ToFloat(in.get(JAVA_SHORT_UNALIGNED, at));
  }
}
