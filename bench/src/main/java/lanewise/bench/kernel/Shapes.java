package lanewise.bench.kernel;

/** Reads sizes such as {@code 128x384x1536}. */
final class Shapes {
  private Shapes() {}

  static int[] parse(String text) {
    String[] parts = text.split("x", -1);
    int[] sizes = new int[parts.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Integer.parseInt(parts[i]);
    }
    return sizes;
  }
}
