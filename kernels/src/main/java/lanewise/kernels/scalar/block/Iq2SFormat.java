package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ2_S: an f16 scale, the low 8 bits of 32 codes, 32 times 8 signs, the high 2 bits of the codes
 * (four in a byte), 16 scales of 4 bits.
 */
final class Iq2SFormat extends CodebookFormat {
  private static final int CODES_AT = 2;
  private static final int SIGNS_AT = 34;
  private static final int HIGH_AT = 66;
  private static final int SCALES_AT = 74;

  Iq2SFormat() {
    super(ElementType.IQ2_S, Codebook.IQ2_S);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int i = 0; i < 32; i++) {
      int high = BlockFormat.unsigned(in, at + HIGH_AT + i / 4) >> i % 4 * 2 & 3;
      int code = BlockFormat.unsigned(in, at + CODES_AT + i) | high << 8;
      int signs = BlockFormat.unsigned(in, at + SIGNS_AT + i);
      int bits = BlockFormat.unsigned(in, at + SCALES_AT + i / 4) >> i / 2 % 2 * 4 & 15;
      write(scale * (0.5f + bits) * 0.25f, 8 * code, 8, signs, out, outAt + 32L * i);
    }
  }
}
