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
    super(ElementType.Q6_K, 16, false, Levels.range(-32, 31));
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
  int greatestGroupScale() {
    return 128;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at + SCALE_AT, block.scale);
    for (int group = 0; group < 16; group++) {
      BlockFormat.putByte(out, at + SCALES_AT + group, block.groupScales[group]);
    }
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int first = 128 * half + i;
        int q0 = block.q[first] + 32;
        int q1 = block.q[first + 32] + 32;
        int q2 = block.q[first + 64] + 32;
        int q3 = block.q[first + 96] + 32;
        BlockFormat.putByte(out, at + 64L * half + i, q0 & 15 | (q2 & 15) << 4);
        BlockFormat.putByte(out, at + 64L * half + 32 + i, q1 & 15 | (q3 & 15) << 4);
        int high = q0 >> 4 | q1 >> 4 << 2 | q2 >> 4 << 4 | q3 >> 4 << 6;
        BlockFormat.putByte(out, at + HIGH_AT + 32L * half + i, high);
      }
    }
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 64; i++) {
        int low = BlockFormat.unsigned(in, at + 64L * half + i);
        int high = BlockFormat.unsigned(in, at + HIGH_AT + 32L * half + i % 32) >> i / 32 * 2;
        int first = low & 15 | (high & 3) << 4;
        int second = low >> 4 | (high >> 4 & 3) << 4;
        out.set(JAVA_BYTE, outAt + 128L * half + i, (byte) (first - 32));
        out.set(JAVA_BYTE, outAt + 128L * half + 64 + i, (byte) (second - 32));
      }
    }
  }
}
