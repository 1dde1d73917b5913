package lanewise.formats.template;

/** The escapes of Python's string literals. */
final class Escapes {
  private static final String SIMPLE = "ntrabfv\\'\"";
  private static final String MEANT = "\n\t\r\u0007\b\f\u000b\\'\"";

  private Escapes() {}

  /**
   * Reads the escape that begins with the backslash at {@code at} and has a character after it; one
   * that Python does not know stays as it is.
   *
   * @return where the text goes on
   */
  static int read(String text, int at, StringBuilder out) {
    char c = text.charAt(at + 1);
    int simple = SIMPLE.indexOf(c);
    if (simple >= 0) {
      out.append(MEANT.charAt(simple));
      return at + 2;
    }
    return switch (c) {
      case '\n' -> at + 2;
      case 'x' -> number(text, at, 2, 2, 16, out);
      case 'u' -> number(text, at, 2, 4, 16, out);
      case 'U' -> number(text, at, 2, 8, 16, out);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, at, out);
      default -> {
        out.append('\\').append(c);
        yield at + 2;
      }
    };
  }

  private static int octal(String text, int at, StringBuilder out) {
    int end = at + 1;
    while (end < Math.min(at + 4, text.length())
        && text.charAt(end) >= '0'
        && text.charAt(end) <= '7') {
      end++;
    }
    return number(text, at, 1, end - at - 1, 8, out);
  }

  private static int number(
      String text, int at, int skipped, int digits, int radix, StringBuilder out) {
    int end = at + skipped + digits;
    int value = 0;
    for (int i = at + skipped; i < end; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        out.append(text, at, at + 2);
        return at + 2;
      }
      value = value * radix + digit;
    }
    if (!Character.isValidCodePoint(value)) {
      out.append(text, at, at + 2);
      return at + 2;
    }
    out.appendCodePoint(value);
    return end;
  }
}
