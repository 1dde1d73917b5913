package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ2_XXS: an f16 scale, then for each 32 elements four codes of a byte and a word of 32 bits: four
 * times 7 signs, and on top of them 4 bits of scale.
 */
final class Iq2XxsFormat extends CodebookFormat {
  Iq2XxsFormat() {
    super(ElementType.IQ2_XXS, Codebook.IQ2_XXS);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int group = 0; group < 8; group++) {
      long from = at + 2 + 8L * group;
      int word = in.get(JAVA_INT_UNALIGNED, from + 4);
      float groupScale = scale * (0.5f + (word >>> 28)) * 0.25f;
      for (int i = 0; i < 4; i++) {
        int code = BlockFormat.unsigned(in, from + i);
        int signs = evenSigns(word >>> 7 * i);
        write(groupScale, 8 * code, 8, signs, out, outAt + 128L * group + 32L * i);
      }
    }
  }
}
