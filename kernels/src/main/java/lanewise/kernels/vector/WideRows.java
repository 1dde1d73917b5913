package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Widens a row of keys or values to f32; loops so plain that the compiler makes vectors of them.
 */
final class WideRows {
  private WideRows() {}

  /**
   * Widens {@code count} adjacent elements.
   *
   * @param scale what i8 is multiplied by
   */
  static void widen(
      ElementType type,
      MemorySegment from,
      long fromAt,
      int count,
      float scale,
      MemorySegment to,
      long toAt) {
    switch (type) {
      case FLOAT16 -> halves(from, fromAt, count, to, toAt);
      case BFLOAT16 -> brainHalves(from, fromAt, count, to, toAt);
      case INT8 -> bytes(from, fromAt, count, scale, to, toAt);
      default -> throw new IllegalArgumentException("no widening of " + type.label());
    }
  }

  private static void halves(
      MemorySegment from, long fromAt, int count, MemorySegment to, long toAt) {
    for (int i = 0; i < count; i++) {
      short half = from.get(JAVA_SHORT_UNALIGNED, fromAt + 2L * i);
      to.set(JAVA_FLOAT_UNALIGNED, toAt + 4L * i, Float.float16ToFloat(half));
    }
  }

  private static void brainHalves(
      MemorySegment from, long fromAt, int count, MemorySegment to, long toAt) {
    for (int i = 0; i < count; i++) {
      int half = from.get(JAVA_SHORT_UNALIGNED, fromAt + 2L * i);
      to.set(JAVA_FLOAT_UNALIGNED, toAt + 4L * i, Float.intBitsToFloat(half << 16));
    }
  }

  private static void bytes(
      MemorySegment from, long fromAt, int count, float scale, MemorySegment to, long toAt) {
    for (int i = 0; i < count; i++) {
      to.set(JAVA_FLOAT_UNALIGNED, toAt + 4L * i, from.get(JAVA_BYTE, fromAt + i) * scale);
    }
  }
}
