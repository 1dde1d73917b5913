package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ3_S: an f16 scale, the low 8 bits of 64 codes, their ninth bits (eight in a byte), 32 times 8
 * signs, 8 scales of 4 bits.
 */
final class Iq3SFormat extends CodebookFormat {
  private static final int CODES_AT = 2;
  private static final int HIGH_AT = 66;
  private static final int SIGNS_AT = 74;
  private static final int SCALES_AT = 106;

  Iq3SFormat() {
    super(ElementType.IQ3_S, Codebook.IQ3_S);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int i = 0; i < 64; i++) {
      int high = BlockFormat.unsigned(in, at + HIGH_AT + i / 8) >> i % 8 & 1;
      int code = BlockFormat.unsigned(in, at + CODES_AT + i) | high << 8;
      int signs = BlockFormat.unsigned(in, at + SIGNS_AT + i / 2) >> i % 2 * 4;
      int bits = BlockFormat.unsigned(in, at + SCALES_AT + i / 16) >> i / 8 % 2 * 4 & 15;
      write(scale * (1 + 2 * bits), 4 * code, 4, signs, out, outAt + 16L * i);
    }
  }
}
