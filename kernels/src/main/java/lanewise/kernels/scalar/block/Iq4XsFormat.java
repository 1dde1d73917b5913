package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ4_XS: an f16 scale, the high 2 bits of 8 group scales in 16 bits, their low 4 bits in 4 bytes,
 * then 8 times 16 bytes of codes as in IQ4_NL. Group scales count from -32.
 */
final class Iq4XsFormat extends GroupedFormat {
  private static final int HIGH_AT = 2;
  private static final int LOW_AT = 4;
  private static final int CODES_AT = 8;

  private final byte[] codes = NibbleCodes.of(ElementType.IQ4_XS);

  Iq4XsFormat() {
    super(ElementType.IQ4_XS, 32, false, Levels.of(NibbleCodes.of(ElementType.IQ4_XS)));
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at);
  }

  @Override
  public int groupScale(MemorySegment in, long at, int group) {
    int low = BlockFormat.unsigned(in, at + LOW_AT + group / 2) >> group % 2 * 4 & 15;
    int high = in.get(JAVA_SHORT_UNALIGNED, at + HIGH_AT) >> 2 * group & 3;
    return (low | high << 4) - 32;
  }

  @Override
  int greatestGroupScale() {
    return 32;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at, block.scale);
    int high = 0;
    for (int group = 0; group < 8; group++) {
      int scale = block.groupScales[group] + 32;
      high |= scale >> 4 << 2 * group;
      if (group % 2 == 1) {
        int before = block.groupScales[group - 1] + 32;
        BlockFormat.putByte(out, at + LOW_AT + group / 2, before & 15 | (scale & 15) << 4);
      }
      long to = at + CODES_AT + 16L * group;
      NibbleFormat.pack(codes, block.q, 32 * group, out, to);
    }
    out.set(JAVA_SHORT_UNALIGNED, at + HIGH_AT, (short) high);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int group = 0; group < 8; group++) {
      long from = at + CODES_AT + 16L * group;
      NibbleFormat.unpack(codes, in, from, out, outAt + 32L * group);
    }
  }
}
