package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Q4_K and Q5_K: f16 scales d and dmin, 12 bytes of 6-bit group scales and minima, in Q5_K 32 bytes
 * with the fifth bits, 128 bytes of 4-bit codes. Of each 64 elements, 32 bytes hold the first 32 in
 * their low halves and the others in their high halves; bit g of byte i of the fifth bits belongs
 * to element 32 g + i.
 */
final class Q4KFormat extends GroupedFormat {
  private static final int SCALES_AT = 4;
  private static final int FIFTHS_AT = 16;

  private final boolean hasFifths;
  private final int codesAt;

  Q4KFormat(ElementType type) {
    super(type, 32, true, Levels.range(0, type == ElementType.Q5_K ? 31 : 15));
    this.hasFifths = type == ElementType.Q5_K;
    this.codesAt = type.blockBytes() - 128;
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at);
  }

  @Override
  public float minScale(MemorySegment in, long at) {
    return -BlockFormat.half(in, at + 2);
  }

  /** Bytes 0 to 3 hold the scales of groups 0 to 3, and above them 2 bits of groups 4 to 7. */
  @Override
  public int groupScale(MemorySegment in, long at, int group) {
    long scales = at + SCALES_AT;
    return group < 4
        ? BlockFormat.unsigned(in, scales + group) & 63
        : BlockFormat.unsigned(in, scales + group + 4) & 15
            | BlockFormat.unsigned(in, scales + group - 4) >> 6 << 4;
  }

  /** Bytes 4 to 7 hold the minima in the same way; bytes 8 to 11 have 4 bits of either. */
  @Override
  public int groupMin(MemorySegment in, long at, int group) {
    long scales = at + SCALES_AT;
    return group < 4
        ? BlockFormat.unsigned(in, scales + group + 4) & 63
        : BlockFormat.unsigned(in, scales + group + 4) >> 4
            | BlockFormat.unsigned(in, scales + group) >> 6 << 4;
  }

  @Override
  int greatestGroupScale() {
    return 63;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at, block.scale);
    BlockFormat.putHalf(out, at + 2, -block.minScale);
    for (int i = 0; i < 4; i++) {
      int scale = block.groupScales[i + 4];
      int min = block.groupMins[i + 4];
      long scales = at + SCALES_AT + i;
      BlockFormat.putByte(out, scales, block.groupScales[i] | scale >> 4 << 6);
      BlockFormat.putByte(out, scales + 4, block.groupMins[i] | min >> 4 << 6);
      BlockFormat.putByte(out, scales + 8, scale & 15 | (min & 15) << 4);
    }
    for (int i = 0; i < 32; i++) {
      int fifths = 0;
      for (int pair = 0; pair < 4; pair++) {
        int low = block.q[64 * pair + i];
        int high = block.q[64 * pair + 32 + i];
        fifths |= low >> 4 << 2 * pair | high >> 4 << 2 * pair + 1;
        BlockFormat.putByte(out, at + codesAt + 32L * pair + i, low & 15 | (high & 15) << 4);
      }
      if (hasFifths) {
        BlockFormat.putByte(out, at + FIFTHS_AT + i, fifths);
      }
    }
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int pair = 0; pair < 4; pair++) {
      for (int i = 0; i < 32; i++) {
        int codes = BlockFormat.unsigned(in, at + codesAt + 32L * pair + i);
        int fifths = hasFifths ? BlockFormat.unsigned(in, at + FIFTHS_AT + i) >> 2 * pair : 0;
        int low = codes & 15 | (fifths & 1) << 4;
        int high = codes >> 4 | (fifths & 2) << 3;
        out.set(JAVA_BYTE, outAt + 64L * pair + i, (byte) low);
        out.set(JAVA_BYTE, outAt + 64L * pair + 32 + i, (byte) high);
      }
    }
  }
}
