package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Q6_K: 128 bytes with 4 bits of each code, 64 bytes with 2 bits, 16 signed group scales, an f16
 * scale. Of each 128 elements, 64 bytes hold the low bits of the first 64 in their low halves and
 * of the others in their high halves, and 32 bytes hold the high bits of the elements i, i + 32, i
 * + 64 and i + 96. Codes count from -32.
 */
final class Q6KFormat extends GroupedFormat {
  private static final int HIGH_AT = 128;
  private static final int SCALES_AT = 192;
  private static final int SCALE_AT = 208;

  Q6KFormat() {
    super(ElementType.Q6_K, 16, false);
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at + SCALE_AT);
  }

  @Override
  public int groupScale(MemorySegment in, long at, int group) {
    return in.get(JAVA_BYTE, at + SCALES_AT + group);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 64; i++) {
        int low = BlockFormat.unsigned(in, at + 64 * half + i);
        int high = BlockFormat.unsigned(in, at + HIGH_AT + 32 * half + i % 32) >> i / 32 * 2;
        int first = low & 15 | (high & 3) << 4;
        int second = low >> 4 | (high >> 4 & 3) << 4;
        out.set(JAVA_BYTE, outAt + 128 * half + i, (byte) (first - 32));
        out.set(JAVA_BYTE, outAt + 128 * half + 64 + i, (byte) (second - 32));
      }
    }
  }
}
