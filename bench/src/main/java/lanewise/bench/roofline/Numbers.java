package lanewise.bench.roofline;

import java.util.Locale;

/** Numbers as people read them, and text as HTML takes it. */
final class Numbers {
  private Numbers() {}

  /** Three digits that count. */
  static String short3(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A coordinate in a drawing. */
  static String at(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Text that is no markup. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
