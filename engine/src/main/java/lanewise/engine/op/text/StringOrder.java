package lanewise.engine.op.text;

import java.util.Comparator;

/** The order of strings by code points, which is that of their UTF-8 bytes. */
public final class StringOrder {
  /** That order. */
  public static final Comparator<String> BY_CODE_POINTS = StringOrder::compare;

  private StringOrder() {}

  private static int compare(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
        // Code points of two chars are above all of one.
        return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
