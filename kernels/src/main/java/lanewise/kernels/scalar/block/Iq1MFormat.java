package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ1_M: the low 8 bits of 32 codes; for each code 4 bits more, its high 3 and whether the shift is
 * down; four words with four times 3 bits of scale, one for each 16 elements, whose top 4 bits make
 * up the f16 scale.
 */
final class Iq1MFormat extends CodebookFormat {
  private static final int HIGH_AT = 32;
  private static final int SCALES_AT = 48;

  Iq1MFormat() {
    super(ElementType.IQ1_M, Codebook.IQ1);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    int half = 0;
    for (int i = 0; i < 4; i++) {
      half |= (in.get(JAVA_SHORT_UNALIGNED, at + SCALES_AT + 2L * i) >> 12 & 15) << 4 * i;
    }
    float scale = Float.float16ToFloat((short) half);
    for (int i = 0; i < 32; i++) {
      int word = in.get(JAVA_SHORT_UNALIGNED, at + SCALES_AT + i / 8 * 2L);
      float groupScale = scale * (2 * (word >> i / 2 % 4 * 3 & 7) + 1);
      int high = BlockFormat.unsigned(in, at + HIGH_AT + i / 2) >> i % 2 * 4;
      int code = BlockFormat.unsigned(in, at + i) | (high & 7) << 8;
      writeShifted(groupScale, 8 * code, (high & 8) != 0, out, outAt + 32L * i);
    }
  }
}
