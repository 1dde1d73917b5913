package lanewise.bench.kernel;

/** Reads sizes such as {@code 128x384x1536}. */
final class Shapes {
  private Shapes() {}

  /**
   * As many sizes as {@code text} has.
   *
   * @throws IllegalArgumentException if one is not a positive number
   */
  static int[] parse(String text) {
    String[] parts = text.split("x", -1);
    int[] sizes = new int[parts.length];
    for (int i = 0; i < sizes.length; i++) {
      try {
        sizes[i] = Integer.parseInt(parts[i]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(message(text), e);
      }
      if (sizes[i] <= 0) {
        throw new IllegalArgumentException(message(text));
      }
    }
    return sizes;
  }

  /**
   * Just {@code count} sizes.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  static int[] parse(String text, int count) {
    int[] sizes = parse(text);
    if (sizes.length != count) {
      throw new IllegalArgumentException(
          "this benchmark's shape has " + count + " sizes, found " + text);
    }
    return sizes;
  }

  private static String message(String text) {
    return "a shape is positive sizes such as 128x384x1536, found '" + text + "'";
  }
}
