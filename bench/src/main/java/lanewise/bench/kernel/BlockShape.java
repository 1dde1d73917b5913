package lanewise.bench.kernel;

import java.util.Locale;
import lanewise.kernels.ElementType;

/**
 * The sizes of a product with weights in blocks, written {@code m × n × k} as elsewhere, or with
 * bytes of weights for n, such as {@code 1x100MBx4096}: as many rows of weights as take that many.
 */
record BlockShape(int m, int n, int k) {
  private static final long MEGABYTE = 1_000_000;

  /** Rows come in such groups, so that no kernel has any left over. */
  private static final int ROWS = 32;

  /**
   * The sizes for weights of a type.
   *
   * @throws IllegalArgumentException if the text is no such shape, or k not of whole blocks
   */
  static BlockShape parse(String text, ElementType type) {
    String[] parts = text.split("x", -1);
    boolean inBytes = parts.length == 3 && parts[1].toUpperCase(Locale.ROOT).endsWith("MB");
    if (inBytes) {
      parts[1] = parts[1].substring(0, parts[1].length() - 2);
    }
    int[] sizes = Shapes.parse(String.join("x", parts), 3);
    int k = sizes[2];
    if (k % type.blockElements() != 0) {
      throw new IllegalArgumentException(
          "k must be a multiple of " + type.blockElements() + " for " + type.label() + ": " + text);
    }
    if (!inBytes) {
      return new BlockShape(sizes[0], sizes[1], k);
    }
    long groups = Math.ceilDiv(sizes[1] * MEGABYTE, ROWS * type.byteSize(k));
    return new BlockShape(sizes[0], Math.toIntExact(groups * ROWS), k);
  }
}
