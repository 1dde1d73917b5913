package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Q2_K: 16 bytes with a group's scale (low half) and minimum (high half), 64 bytes of codes, f16
 * scales d and dmin. Each half of the block has 32 bytes, whose i-th holds the elements i, i + 32,
 * i + 64 and i + 96 of the half, 2 bits each.
 */
final class Q2KFormat extends GroupedFormat {
  private static final int CODES_AT = 16;
  private static final int SCALE_AT = 80;

  Q2KFormat() {
    super(ElementType.Q2_K, 16, true, Levels.range(0, 3));
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at + SCALE_AT);
  }

  @Override
  public float minScale(MemorySegment in, long at) {
    return -BlockFormat.half(in, at + SCALE_AT + 2);
  }

  @Override
  public int groupScale(MemorySegment in, long at, int group) {
    return BlockFormat.unsigned(in, at + group) & 15;
  }

  @Override
  public int groupMin(MemorySegment in, long at, int group) {
    return BlockFormat.unsigned(in, at + group) >> 4;
  }

  @Override
  int greatestGroupScale() {
    return 15;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at + SCALE_AT, block.scale);
    BlockFormat.putHalf(out, at + SCALE_AT + 2, -block.minScale);
    for (int group = 0; group < 16; group++) {
      BlockFormat.putByte(out, at + group, block.groupScales[group] | block.groupMins[group] << 4);
    }
    packPairs(block.q, 0, out, at + CODES_AT);
  }

  /** Writes the low 2 bits of {@code offset} more than each value. */
  static void packPairs(byte[] q, int offset, MemorySegment out, long at) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int codes = 0;
        for (int quarter = 0; quarter < 4; quarter++) {
          codes |= (q[128 * half + 32 * quarter + i] + offset & 3) << 2 * quarter;
        }
        BlockFormat.putByte(out, at + 32L * half + i, codes);
      }
    }
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int codes = BlockFormat.unsigned(in, at + CODES_AT + 32L * half + i);
        for (int quarter = 0; quarter < 4; quarter++) {
          byte q = (byte) (codes >> 2 * quarter & 3);
          out.set(JAVA_BYTE, outAt + 128L * half + 32L * quarter + i, q);
        }
      }
    }
  }
}
