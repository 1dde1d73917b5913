package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Q3_K: 32 bytes with the third bits, 64 bytes of 2-bit codes laid out as in {@link Q2KFormat}, 12
 * bytes of 6-bit group scales, an f16 scale. Bit b of byte i of the first part belongs to element
 * 32 b + i. Codes count from -4, group scales from -32.
 */
final class Q3KFormat extends GroupedFormat {
  private static final int CODES_AT = 32;
  private static final int SCALES_AT = 96;
  private static final int SCALE_AT = 108;

  Q3KFormat() {
    super(ElementType.Q3_K, 16, false, Levels.range(-4, 3));
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at + SCALE_AT);
  }

  /** 8 bytes hold the low 4 bits of scales g and g + 8, then 4 bytes the high 2 bits of four. */
  @Override
  public int groupScale(MemorySegment in, long at, int group) {
    int low = BlockFormat.unsigned(in, at + SCALES_AT + group % 8) >> group / 8 * 4 & 15;
    int high = BlockFormat.unsigned(in, at + SCALES_AT + 8 + group % 4) >> group / 4 * 2 & 3;
    return (low | high << 4) - 32;
  }

  @Override
  int greatestGroupScale() {
    return 32;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at + SCALE_AT, block.scale);
    for (int i = 0; i < 8; i++) {
      int low = block.groupScales[i] + 32 & 15;
      int high = block.groupScales[i + 8] + 32 & 15;
      BlockFormat.putByte(out, at + SCALES_AT + i, low | high << 4);
    }
    for (int i = 0; i < 4; i++) {
      int bits = 0;
      for (int j = 0; j < 4; j++) {
        bits |= block.groupScales[i + 4 * j] + 32 >> 4 << 2 * j;
      }
      BlockFormat.putByte(out, at + SCALES_AT + 8 + i, bits);
    }
    for (int i = 0; i < 32; i++) {
      int thirds = 0;
      for (int part = 0; part < 8; part++) {
        thirds |= block.q[32 * part + i] + 4 >> 2 << part;
      }
      BlockFormat.putByte(out, at + i, thirds);
    }
    Q2KFormat.packPairs(block.q, 4, out, at + CODES_AT);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int codes = BlockFormat.unsigned(in, at + CODES_AT + 32L * half + i);
        int thirds = BlockFormat.unsigned(in, at + i) >> 4 * half;
        for (int quarter = 0; quarter < 4; quarter++) {
          int q = codes >> 2 * quarter & 3 | (thirds >> quarter & 1) << 2;
          out.set(JAVA_BYTE, outAt + 128L * half + 32L * quarter + i, (byte) (q - 4));
        }
      }
    }
  }
}
