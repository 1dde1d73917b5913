package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * IQ2_XS: an f16 scale, 32 codes of 16 bits (9 choose the point, 7 are signs), 16 scales of 4 bits,
 * one for each 16 elements.
 */
final class Iq2XsFormat extends CodebookFormat {
  private static final int SCALES_AT = 66;

  Iq2XsFormat() {
    super(ElementType.IQ2_XS, Codebook.IQ2_XS);
  }

  @Override
  void decode(MemorySegment in, long at, MemorySegment out, long outAt) {
    float scale = BlockFormat.half(in, at);
    for (int i = 0; i < 32; i++) {
      int code = in.get(JAVA_SHORT_UNALIGNED, at + 2 + 2L * i) & 0xFFFF;
      int bits = BlockFormat.unsigned(in, at + SCALES_AT + i / 4) >> i / 2 % 2 * 4 & 15;
      float groupScale = scale * (0.5f + bits) * 0.25f;
      write(groupScale, 8 * (code & 511), 8, evenSigns(code >> 9), out, outAt + 32L * i);
    }
  }
}
