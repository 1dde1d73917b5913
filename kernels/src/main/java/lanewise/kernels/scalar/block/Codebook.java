package lanewise.kernels.scalar.block;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The codebooks of the IQ1, IQ2 and IQ3 formats, which are part of their definition in ggml: what a
 * code means is a point of 8 or 4 small integers.
 *
 * <p>{@code codebooks.bin} holds them one after the other in the order of these constants, a point
 * in 16 little-endian bits: 8 fields of 2 bits or 4 fields of 4 bits, the first lowest, each the
 * index of one of the codebook's levels.
 */
enum Codebook {
  IQ2_XXS(0, 256, 8, 8, 25, 43),
  IQ2_XS(256, 512, 8, 8, 25, 43),
  IQ2_S(768, 1024, 8, 8, 25, 43),
  IQ3_XXS(1792, 256, 4, 4, 12, 20, 28, 36, 44, 52, 62),
  IQ3_S(2048, 512, 4, 1, 3, 5, 7, 9, 11, 13, 15),
  IQ1(2560, 2048, 8, -1, 0, 1);

  private final int first;
  private final int count;
  private final int dimensions;

  @SuppressWarnings("ImmutableEnumChecker") // written by the constructor alone
  private final byte[] levels;

  Codebook(int first, int count, int dimensions, int... levels) {
    this.first = first;
    this.count = count;
    this.dimensions = dimensions;
    this.levels = new byte[levels.length];
    for (int i = 0; i < levels.length; i++) {
      this.levels[i] = (byte) levels[i];
    }
  }

  /** All points, each 8 values, or 4 in the IQ3 codebooks. */
  byte[] points() {
    byte[] packed = read();
    int fieldBits = Short.SIZE / dimensions;
    byte[] values = new byte[count * dimensions];
    for (int i = 0; i < values.length; i++) {
      int at = 2 * (first + i / dimensions);
      int point = packed[at] & 0xFF | (packed[at + 1] & 0xFF) << 8;
      int field = point >> i % dimensions * fieldBits & (1 << fieldBits) - 1;
      values[i] = levels[field];
    }
    return values;
  }

  private static byte[] read() {
    try (InputStream in = Codebook.class.getResourceAsStream("codebooks.bin")) {
      if (in == null) {
        throw new IllegalStateException("codebooks.bin is missing beside " + Codebook.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
