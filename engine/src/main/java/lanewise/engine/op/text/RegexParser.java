package lanewise.engine.op.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import lanewise.engine.graph.InvalidNodeException;

/** Reads regular expressions in RE2's syntax, which has nothing that needs backtracking. */
final class RegexParser {
  private static final int MOST_DEPTH = 200;
  private static final int MOST_REPEATS = 1000;

  private final int[] pattern;
  private final String text;
  private int at;
  private int depth;
  private boolean ignoresCase;
  private boolean dotTakesNewline;
  private boolean multiline;

  private RegexParser(String text) {
    this.text = text;
    this.pattern = text.codePoints().toArray();
  }

  static RegexNode parse(String text) {
    RegexParser parser = new RegexParser(text);
    RegexNode node = parser.choice();
    if (parser.at < parser.pattern.length) {
      throw parser.invalid("a ')' without '('");
    }
    return node;
  }

  private InvalidNodeException invalid(String problem) {
    return new InvalidNodeException("pattern '" + text + "' at " + at + ": " + problem);
  }

  private boolean more() {
    return at < pattern.length;
  }

  private boolean take(int codePoint) {
    if (more() && pattern[at] == codePoint) {
      at++;
      return true;
    }
    return false;
  }

  private int next(String what) {
    if (!more()) {
      throw invalid("the pattern ends where " + what + " is expected");
    }
    return pattern[at++];
  }

  private RegexNode choice() {
    if (++depth > MOST_DEPTH) {
      throw invalid("groups are nested more than " + MOST_DEPTH + " deep");
    }
    List<RegexNode> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (take('|'));
    depth--;
    return options.size() == 1 ? options.getFirst() : new RegexNode.Choice(options);
  }

  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    while (more() && pattern[at] != '|' && pattern[at] != ')') {
      RegexNode part = repeated(atom());
      if (part != null) {
        parts.add(part);
      }
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
  }

  private RegexNode repeated(RegexNode part) {
    if (part == null || !more()) {
      return part;
    }
    RegexNode result = null;
    switch (pattern[at]) {
      case '*' -> result = new RegexNode.Repeat(part, 0, -1);
      case '+' -> result = new RegexNode.Repeat(part, 1, -1);
      case '?' -> result = new RegexNode.Repeat(part, 0, 1);
      case '{' -> {
        return counted(part);
      }
      default -> {
        return part;
      }
    }
    at++;
    take('?'); // Which match is found first makes no difference here.
    if (more() && "*+?".indexOf(pattern[at]) >= 0) {
      throw invalid("two repetitions follow each other");
    }
    return result;
  }

  private RegexNode counted(RegexNode part) {
    int start = at;
    at++;
    int least = number();
    int most = least;
    if (least >= 0 && take(',')) {
      most = more() && pattern[at] == '}' ? -1 : number();
    }
    boolean open = most < 0 && least >= 0 && pattern[at - 1] == ',';
    if (least < 0 || most < 0 && !open || !take('}')) {
      at = start + 1; // Not a repetition: the brace stands for itself.
      return new RegexNode.Sequence(List.of(part, single(c -> c == '{')));
    }
    if (Math.max(least, most) > MOST_REPEATS || most >= 0 && most < least) {
      throw invalid("a repetition goes from 0 to " + MOST_REPEATS + " at most");
    }
    take('?');
    return new RegexNode.Repeat(part, least, most);
  }

  /** A number, or -1 when there is none. */
  private int number() {
    int value = -1;
    while (more() && pattern[at] >= '0' && pattern[at] <= '9' && value <= MOST_REPEATS) {
      value = Math.max(value, 0) * 10 + (pattern[at++] - '0');
    }
    return value;
  }

  /** A part that may be repeated, or null for flags. */
  private RegexNode atom() {
    int c = next("a part");
    return switch (c) {
      case '(' -> group();
      case '[' -> single(new RegexClassParser(this).parse());
      case '.' -> {
        boolean newline = dotTakesNewline;
        yield single(x -> newline || x != '\n');
      }
      case '^' -> place(multiline ? RegexNode.Kind.LINE_START : RegexNode.Kind.TEXT_START);
      case '$' -> place(multiline ? RegexNode.Kind.LINE_END : RegexNode.Kind.TEXT_END);
      case '\\' -> escape();
      case '*', '+', '?' -> throw invalid("nothing to repeat");
      default -> literal(c);
    };
  }

  private static RegexNode single(IntPredicate accepts) {
    return new RegexNode.Single(accepts);
  }

  private static RegexNode place(RegexNode.Kind kind) {
    return new RegexNode.Place(kind);
  }

  private RegexNode literal(int c) {
    return single(cased(x -> x == c));
  }

  /** A predicate that takes both cases where case is ignored. */
  IntPredicate cased(IntPredicate accepts) {
    return ignoresCase
        ? x ->
            accepts.test(x)
                || accepts.test(Character.toLowerCase(x))
                || accepts.test(Character.toUpperCase(x))
        : accepts;
  }

  private RegexNode group() {
    boolean[] outer = {ignoresCase, dotTakesNewline, multiline};
    if (take('?')) {
      if (take('P') || pattern.length > at && pattern[at] == '<') {
        name();
      } else if (!flags()) {
        return null; // Flags that hold from here to the end of the group around.
      }
    }
    RegexNode inner = choice();
    if (!take(')')) {
      throw invalid("a '(' without ')'");
    }
    ignoresCase = outer[0];
    dotTakesNewline = outer[1];
    multiline = outer[2];
    return inner;
  }

  private void name() {
    if (!take('<')) {
      throw invalid("a group's name is expected in '<…>'");
    }
    int start = at;
    while (more() && (Character.isLetterOrDigit(pattern[at]) || pattern[at] == '_')) {
      at++;
    }
    if (at == start || !take('>')) {
      throw invalid("a group's name is expected in '<…>'");
    }
  }

  /** Reads flags; whether a group follows them. */
  private boolean flags() {
    boolean on = true;
    while (true) {
      int c = next("a flag");
      switch (c) {
        case '-' -> on = false;
        case 'i' -> ignoresCase = on;
        case 's' -> dotTakesNewline = on;
        case 'm' -> multiline = on;
        case 'U' -> {} // Which match is found first makes no difference here.
        case ':' -> {
          return true;
        }
        case ')' -> {
          return false;
        }
        default -> throw invalid("'(?" + Character.toString(c) + "' is not supported");
      }
    }
  }

  private RegexNode escape() {
    int c = next("an escape");
    return switch (c) {
      case 'A' -> place(RegexNode.Kind.TEXT_START);
      case 'z' -> place(RegexNode.Kind.TEXT_END);
      case 'b' -> place(RegexNode.Kind.WORD_BOUNDARY);
      case 'B' -> place(RegexNode.Kind.NO_WORD_BOUNDARY);
      case 'Q' -> quoted();
      case 'C' -> throw invalid("\\C, one byte, is not supported");
      default -> {
        IntPredicate set = set(c);
        yield set != null ? single(cased(set)) : literal(escaped(c));
      }
    };
  }

  private RegexNode quoted() {
    List<RegexNode> parts = new ArrayList<>();
    while (more() && !(pattern[at] == '\\' && at + 1 < pattern.length && pattern[at + 1] == 'E')) {
      parts.add(literal(pattern[at++]));
    }
    at = Math.min(pattern.length, at + 2);
    return new RegexNode.Sequence(parts);
  }

  /** The set that {@code \c} names, or null when it names none. */
  IntPredicate set(int c) {
    return switch (c) {
      case 'd' -> RegexParser::isDigit;
      case 'D' -> x -> !isDigit(x);
      case 'w' -> RegexParser::isWord;
      case 'W' -> x -> !isWord(x);
      case 's' -> RegexParser::isSpace;
      case 'S' -> x -> !isSpace(x);
      case 'p' -> property(false);
      case 'P' -> property(true);
      default -> null;
    };
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isWord(int c) {
    return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }

  private IntPredicate property(boolean negated) {
    StringBuilder name = new StringBuilder();
    int c = next("a property");
    if (c == '{') {
      for (c = next("'}'"); c != '}'; c = next("'}'")) {
        name.appendCodePoint(c);
      }
    } else {
      name.appendCodePoint(c);
    }
    boolean inverted = name.length() > 0 && name.charAt(0) == '^';
    IntPredicate found = RegexProperties.of(name.substring(inverted ? 1 : 0));
    if (found == null) {
      throw invalid("property '" + name + "' is not supported");
    }
    return negated != inverted ? found.negate() : found;
  }

  /** The code point that {@code \c} stands for. */
  int escaped(int c) {
    return switch (c) {
      case 'a' -> 7;
      case 'f' -> '\f';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'v' -> 11;
      case 'x' -> hexadecimal();
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw invalid("'\\" + Character.toString(c) + "' is not supported");
        }
        yield c;
      }
    };
  }

  private int octal(int first) {
    int value = first;
    boolean any = first == 0;
    for (int i = 0; i < 2 && more() && pattern[at] >= '0' && pattern[at] <= '7'; i++) {
      value = value * 8 + pattern[at++] - '0';
      any = true;
    }
    if (!any) {
      throw invalid("a reference to a group is not supported");
    }
    return value;
  }

  private int hexadecimal() {
    int value = 0;
    int digits = 0;
    boolean braces = take('{');
    while (more() && Character.digit(pattern[at], 16) >= 0 && (braces ? digits < 6 : digits < 2)) {
      value = value * 16 + Character.digit(pattern[at++], 16);
      digits++;
    }
    if (digits == 0 || braces && !take('}') || !Character.isValidCodePoint(value)) {
      throw invalid("a hexadecimal number is expected");
    }
    return value;
  }

  /** Reads on in the pattern, for what is in brackets. */
  int nextInBrackets() {
    return next("']'");
  }

  boolean takeInBrackets(int codePoint) {
    return take(codePoint);
  }

  /** The code point {@code ahead} of the next, or -1. */
  int peek(int ahead) {
    return at + ahead < pattern.length ? pattern[at + ahead] : -1;
  }

  InvalidNodeException invalidClass(String problem) {
    return invalid(problem);
  }
}
