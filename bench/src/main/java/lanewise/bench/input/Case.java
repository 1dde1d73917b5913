package lanewise.bench.input;

import java.util.List;

/**
 * One size of a model's inputs.
 *
 * @param batch what stands for a dimension named like a batch, and for the first that is not known
 * @param length what stands for every other dimension that is not known, such as a sequence's
 *     length
 */
public record Case(int batch, int length) {
  /** The sizes that are measured when none is asked for. */
  public static final List<Case> USUAL =
      List.of(new Case(1, 128), new Case(8, 128), new Case(1, 16));

  /** Reads {@code 8x128}: batch, then length. */
  public static Case parse(String text) {
    String[] parts = text.split("x", -1);
    if (parts.length == 2) {
      try {
        Case parsed = new Case(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        if (parsed.batch > 0 && parsed.length > 0) {
          return parsed;
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(message(text), e);
      }
    }
    throw new IllegalArgumentException(message(text));
  }

  private static String message(String text) {
    return "a case is BATCHxLENGTH such as 8x128, found '" + text + "'";
  }

  @Override
  public String toString() {
    return batch + "x" + length;
  }
}
