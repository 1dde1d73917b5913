package lanewise.formats.template;

import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** The methods of Python's strings. */
final class TextMethods {
  private TextMethods() {}

  /** The method of this name, or null. */
  static Value find(String text, String name) {
    Value.Body body =
        switch (name) {
          case "strip" -> arguments -> strip(text, arguments, true, true);
          case "lstrip" -> arguments -> strip(text, arguments, true, false);
          case "rstrip" -> arguments -> strip(text, arguments, false, true);
          case "upper" -> arguments -> made(text.toUpperCase(Locale.ROOT), arguments);
          case "lower", "casefold" -> arguments -> made(text.toLowerCase(Locale.ROOT), arguments);
          case "title" -> arguments -> made(title(text), arguments);
          case "capitalize" -> arguments -> made(capitalize(text), arguments);
          case "startswith" -> arguments -> affix(text, arguments, true);
          case "endswith" -> arguments -> affix(text, arguments, false);
          case "split" -> arguments -> Splitting.split(text, arguments);
          case "rsplit" -> arguments -> Splitting.splitFromEnd(text, arguments);
          case "splitlines" -> arguments -> Splitting.lines(text, arguments);
          case "partition" -> arguments -> Splitting.partition(text, arguments, false);
          case "rpartition" -> arguments -> Splitting.partition(text, arguments, true);
          case "replace" -> arguments -> replaceMethod(text, arguments);
          case "join" -> arguments -> join(text, arguments);
          case "find" -> arguments -> position(text, arguments, false, false);
          case "rfind" -> arguments -> position(text, arguments, true, false);
          case "index" -> arguments -> position(text, arguments, false, true);
          case "rindex" -> arguments -> position(text, arguments, true, true);
          case "count" -> arguments -> count(text, arguments);
          case "format" -> arguments -> PercentFormat.braces(text, arguments);
          case "removeprefix" ->
              arguments -> {
                String prefix = arguments.text(0, "prefix");
                boolean there = text.startsWith(prefix);
                return made(there ? text.substring(prefix.length()) : text, arguments);
              };
          case "removesuffix" ->
              arguments -> {
                String suffix = arguments.text(0, "suffix");
                boolean there = text.endsWith(suffix);
                return made(
                    there ? text.substring(0, text.length() - suffix.length()) : text, arguments);
              };
          case "isdigit", "isdecimal", "isnumeric" -> all(text, Character::isDigit);
          case "isalpha" -> all(text, Character::isLetter);
          case "isalnum" -> all(text, Character::isLetterOrDigit);
          case "isspace" -> all(text, TextMethods::isSpace);
          case "isupper" -> arguments -> Value.of(hasCase(text, true));
          case "islower" -> arguments -> Value.of(hasCase(text, false));
          case "ljust" -> arguments -> pad(text, arguments, 0, 1);
          case "rjust" -> arguments -> pad(text, arguments, 1, 0);
          case "center" -> arguments -> pad(text, arguments, 1, 1);
          default -> null;
        };
    return body == null ? null : new Value.Function("str." + name, body);
  }

  private static Value made(String text, Arguments arguments) {
    arguments.budget().make(text.length());
    return new Value.Text(text);
  }

  /** Python's idea of white space. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  private static Value strip(String text, Arguments arguments, boolean start, boolean end) {
    arguments.allow("chars");
    return made(strip(text, arguments.text(0, "chars", null), start, end), arguments);
  }

  /** Takes away characters of {@code chars}, or white space where that is null. */
  static String strip(String text, String chars, boolean start, boolean end) {
    IntPredicate goes = chars == null ? TextMethods::isSpace : c -> chars.indexOf(c) >= 0;
    int from = 0;
    int to = text.length();
    while (start && from < to && goes.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    while (end && to > from && goes.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  /** Each letter that follows none is a capital, all others are not. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return out.toString();
  }

  private static Value affix(String text, Arguments arguments, boolean start) {
    Value wanted = arguments.get(0, start ? "prefix" : "suffix");
    List<Value> candidates =
        wanted instanceof Value.Sequence(List<Value> several, boolean _)
            ? several
            : List.of(wanted);
    for (Value candidate : candidates) {
      if (!(candidate instanceof Value.Text(String affix, boolean _))) {
        throw arguments.error("found " + candidate.kind() + ", expected a string");
      }
      arguments.budget().read(affix.length());
      if (start ? text.startsWith(affix) : text.endsWith(affix)) {
        return Values.TRUE;
      }
    }
    return Values.FALSE;
  }

  private static Value replaceMethod(String text, Arguments arguments) {
    arguments.allow("old", "new", "count");
    return replace(
        text,
        arguments.text(0, "old"),
        arguments.text(1, "new"),
        arguments.whole(2, "count", -1),
        arguments.budget());
  }

  /** Replaces the first {@code most} places, or all where that is negative. */
  static Value replace(String text, String old, String with, long most, Budget budget) {
    budget.read(text.length());
    StringBuilder out = new StringBuilder();
    int from = 0;
    long left = most < 0 ? Long.MAX_VALUE : most;
    for (int at = text.indexOf(old); at >= 0 && left > 0; left--) {
      budget.grow(out.length(), (long) at - from + with.length());
      out.append(text, from, at).append(with);
      from = at + old.length();
      if (old.isEmpty()) {
        if (at == text.length()) {
          break;
        }
        out.append(text.charAt(at));
        from = at + 1;
      }
      at = text.indexOf(old, from);
    }
    budget.grow(out.length(), text.length() - Math.min(from, text.length()));
    return new Value.Text(
        out.append(text, Math.min(from, text.length()), text.length()).toString());
  }

  private static Value join(String separator, Arguments arguments) {
    Budget budget = arguments.budget();
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (Value element : Members.elements(arguments.get(0, "iterable"), budget)) {
      if (!(element instanceof Value.Text(String text, boolean _))) {
        throw arguments.error("found " + element.kind() + ", expected strings");
      }
      budget.grow(out.length(), (long) separator.length() + text.length());
      out.append(first ? "" : separator).append(text);
      first = false;
    }
    return new Value.Text(out.toString());
  }

  private static Value position(String text, Arguments arguments, boolean last, boolean must) {
    String part = arguments.text(0, "sub");
    arguments.budget().read(text.length());
    int at = last ? text.lastIndexOf(part) : text.indexOf(part);
    if (at < 0 && must) {
      throw arguments.error("the text is not there");
    }
    return new Value.Whole(at < 0 ? -1 : text.codePointCount(0, at));
  }

  private static Value count(String text, Arguments arguments) {
    String part = arguments.text(0, "sub");
    arguments.budget().read(text.length());
    if (part.isEmpty()) {
      return new Value.Whole(text.codePointCount(0, text.length()) + 1L);
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return new Value.Whole(count);
  }

  private static Value.Body all(String text, IntPredicate kind) {
    return arguments -> {
      arguments.budget().read(text.length());
      return Value.of(!text.isEmpty() && text.codePoints().allMatch(kind));
    };
  }

  /** Whether there are letters with case, and all are capitals, or none is. */
  static boolean hasCase(String text, boolean upper) {
    return text.codePoints().anyMatch(upper ? Character::isUpperCase : Character::isLowerCase)
        && text.codePoints().noneMatch(upper ? Character::isLowerCase : Character::isUpperCase);
  }

  private static Value pad(String text, Arguments arguments, int left, int right) {
    String fill = arguments.text(1, "fillchar", " ");
    long missing = arguments.whole(0, "width", 0) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return new Value.Text(text);
    }
    arguments.budget().make(missing + text.length());
    int before = (int) (left == 0 ? 0 : right == 0 ? missing : missing / 2);
    return new Value.Text(fill.repeat(before) + text + fill.repeat((int) missing - before));
  }
}
