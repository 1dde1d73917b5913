package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ1_S: an f16 scale, the low 8 bits of 32 codes, then for each 32 elements 16 bits: four times
 * the high 3 bits of a code, 3 bits of scale, and whether the shift of all coordinates is down.
 */
final class Iq1SFormat extends CodebookFormat {
  private static final int CODES_AT = 2;
  private static final int HIGH_AT = 34;

  Iq1SFormat() {
    super(ElementType.IQ1_S, Codebook.IQ1);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int i = 0; i < 32; i++) {
      int word = in.get(JAVA_SHORT_UNALIGNED, at + HIGH_AT + i / 4 * 2L) & 0xFFFF;
      float groupScale = scale * (2 * (word >> 12 & 7) + 1);
      int high = word >> i % 4 * 3 & 7;
      int code = BlockFormat.unsigned(in, at + CODES_AT + i) | high << 8;
      writeShifted(groupScale, 8 * code, (word & 0x8000) != 0, out, outAt + 32L * i);
    }
  }
}
