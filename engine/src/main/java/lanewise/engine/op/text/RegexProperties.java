package lanewise.engine.op.text;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Sets of code points that regular expressions know by name. */
final class RegexProperties {
  /** Unicode's general categories by their short names, as {@link Character#getType} counts. */
  private static final Map<String, Integer> CATEGORIES =
      Map.ofEntries(
          Map.entry("Lu", (int) Character.UPPERCASE_LETTER),
          Map.entry("Ll", (int) Character.LOWERCASE_LETTER),
          Map.entry("Lt", (int) Character.TITLECASE_LETTER),
          Map.entry("Lm", (int) Character.MODIFIER_LETTER),
          Map.entry("Lo", (int) Character.OTHER_LETTER),
          Map.entry("Mn", (int) Character.NON_SPACING_MARK),
          Map.entry("Me", (int) Character.ENCLOSING_MARK),
          Map.entry("Mc", (int) Character.COMBINING_SPACING_MARK),
          Map.entry("Nd", (int) Character.DECIMAL_DIGIT_NUMBER),
          Map.entry("Nl", (int) Character.LETTER_NUMBER),
          Map.entry("No", (int) Character.OTHER_NUMBER),
          Map.entry("Zs", (int) Character.SPACE_SEPARATOR),
          Map.entry("Zl", (int) Character.LINE_SEPARATOR),
          Map.entry("Zp", (int) Character.PARAGRAPH_SEPARATOR),
          Map.entry("Cc", (int) Character.CONTROL),
          Map.entry("Cf", (int) Character.FORMAT),
          Map.entry("Co", (int) Character.PRIVATE_USE),
          Map.entry("Cs", (int) Character.SURROGATE),
          Map.entry("Pd", (int) Character.DASH_PUNCTUATION),
          Map.entry("Ps", (int) Character.START_PUNCTUATION),
          Map.entry("Pe", (int) Character.END_PUNCTUATION),
          Map.entry("Pc", (int) Character.CONNECTOR_PUNCTUATION),
          Map.entry("Po", (int) Character.OTHER_PUNCTUATION),
          Map.entry("Pi", (int) Character.INITIAL_QUOTE_PUNCTUATION),
          Map.entry("Pf", (int) Character.FINAL_QUOTE_PUNCTUATION),
          Map.entry("Sm", (int) Character.MATH_SYMBOL),
          Map.entry("Sc", (int) Character.CURRENCY_SYMBOL),
          Map.entry("Sk", (int) Character.MODIFIER_SYMBOL),
          Map.entry("So", (int) Character.OTHER_SYMBOL));

  private RegexProperties() {}

  /** A general category, a group of them, or a script; null when there is none of that name. */
  static IntPredicate of(String name) {
    Set<Integer> types = new HashSet<>();
    CATEGORIES.forEach((category, type) -> {
      if (category.equals(name) || name.length() == 1 && category.startsWith(name)) {
        types.add(type);
      }
    });
    if (!types.isEmpty()) {
      return c -> types.contains(Character.getType(c));
    }
    if (name.equals("Any")) {
      return c -> true;
    }
    for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
      if (script.name().equalsIgnoreCase(name)) {
        return c -> Character.UnicodeScript.of(c) == script;
      }
    }
    return null;
  }

  /** A class of ASCII that brackets name, or null when there is none of that name. */
  static IntPredicate ascii(String name) {
    return switch (name) {
      case "alnum" -> c -> RegexParser.isWord(c) && c != '_';
      case "alpha" -> c -> RegexParser.isWord(c) && c != '_' && !RegexParser.isDigit(c);
      case "ascii" -> c -> c < 128;
      case "blank" -> c -> c == ' ' || c == '\t';
      case "cntrl" -> c -> c < 32 || c == 127;
      case "digit" -> RegexParser::isDigit;
      case "graph" -> c -> c > 32 && c < 127;
      case "lower" -> c -> c >= 'a' && c <= 'z';
      case "print" -> c -> c >= 32 && c < 127;
      case "punct" -> c -> c > 32 && c < 127 && (!RegexParser.isWord(c) || c == '_');
      case "space" -> c -> RegexParser.isSpace(c) || c == 11;
      case "upper" -> c -> c >= 'A' && c <= 'Z';
      case "word" -> RegexParser::isWord;
      case "xdigit" -> c -> c < 128 && Character.digit(c, 16) >= 0;
      default -> null;
    };
  }
}
