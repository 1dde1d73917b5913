package lanewise.formats.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Python's ways to cut a string. */
final class Splitting {
  private Splitting() {}

  private static Value texts(List<String> parts, Arguments arguments) {
    arguments.budget().steps(parts.size());
    List<Value> values = new ArrayList<>(parts.size());
    for (String part : parts) {
      values.add(new Value.Text(part));
    }
    return Value.list(values);
  }

  private static String separator(Arguments arguments) {
    arguments.allow("sep", "maxsplit");
    String separator = arguments.text(0, "sep", null);
    if (separator != null && separator.isEmpty()) {
      throw arguments.error("the separator is empty");
    }
    return separator;
  }

  static Value split(String text, Arguments arguments) {
    String separator = separator(arguments);
    long most = arguments.whole(1, "maxsplit", -1);
    long left = most < 0 ? Long.MAX_VALUE : most;
    arguments.budget().read(text.length());
    List<String> parts = new ArrayList<>();
    if (separator == null) {
      int from = skipSpace(text, 0);
      while (from < text.length()) {
        int end = from;
        while (end < text.length() && !TextMethods.isSpace(text.charAt(end))) {
          end++;
        }
        if (left-- == 0) {
          parts.add(TextMethods.strip(text.substring(from), null, false, true));
          break;
        }
        parts.add(text.substring(from, end));
        from = skipSpace(text, end);
      }
      return texts(parts, arguments);
    }
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0 && left > 0; left--) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return texts(parts, arguments);
  }

  private static int skipSpace(String text, int from) {
    int at = from;
    while (at < text.length() && TextMethods.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  static Value splitFromEnd(String text, Arguments arguments) {
    String separator = separator(arguments);
    long most = arguments.whole(1, "maxsplit", -1);
    if (separator == null || most < 0) {
      if (most >= 0) {
        throw arguments.error("maxsplit needs a separator");
      }
      return split(text, arguments);
    }
    arguments.budget().read(text.length());
    List<String> parts = new ArrayList<>();
    int to = text.length();
    for (long left = most; left > 0; left--) {
      int at = to < separator.length() ? -1 : text.lastIndexOf(separator, to - separator.length());
      if (at < 0) {
        break;
      }
      parts.add(text.substring(at + separator.length(), to));
      to = at;
    }
    parts.add(text.substring(0, to));
    Collections.reverse(parts);
    return texts(parts, arguments);
  }

  static Value lines(String text, Arguments arguments) {
    arguments.allow("keepends");
    boolean keep = arguments.flag(0, "keepends", false);
    arguments.budget().read(text.length());
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = from;
      while (end < text.length() && !isLineEnd(text.charAt(end))) {
        end++;
      }
      int next = end;
      if (next < text.length()) {
        boolean both = text.startsWith("\r\n", next);
        next += both ? 2 : 1;
      }
      lines.add(text.substring(from, keep ? next : end));
      from = next;
    }
    return texts(lines, arguments);
  }

  private static boolean isLineEnd(char c) {
    return c >= '\n' && c <= '\r'
        || c >= 0x1c && c <= 0x1e
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  static Value partition(String text, Arguments arguments, boolean last) {
    String separator = arguments.text(0, "sep");
    arguments.budget().read(text.length());
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    Value whole = new Value.Text(text);
    if (at < 0) {
      return last
          ? Value.tuple(Values.EMPTY, Values.EMPTY, whole)
          : Value.tuple(whole, Values.EMPTY, Values.EMPTY);
    }
    return Value.tuple(
        new Value.Text(text.substring(0, at)),
        new Value.Text(separator),
        new Value.Text(text.substring(at + separator.length())));
  }
}
