package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ3_XXS: an f16 scale, 64 codes of a byte, then for each 32 elements a word of four times 7 signs
 * and 4 bits of scale.
 */
final class Iq3XxsFormat extends CodebookFormat {
  private static final int CODES_AT = 2;
  private static final int WORDS_AT = 66;

  Iq3XxsFormat() {
    super(ElementType.IQ3_XXS, Codebook.IQ3_XXS);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int i = 0; i < 64; i++) {
      int word = in.get(JAVA_INT_UNALIGNED, at + WORDS_AT + i / 8 * 4L);
      float groupScale = scale * (0.5f + (word >>> 28)) * 0.5f;
      int signs = evenSigns(word >>> i / 2 % 4 * 7) >> i % 2 * 4;
      int code = BlockFormat.unsigned(in, at + CODES_AT + i);
      write(groupScale, 4 * code, 4, signs, out, outAt + 16L * i);
    }
  }
}
