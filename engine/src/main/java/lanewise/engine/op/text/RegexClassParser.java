package lanewise.engine.op.text;

import java.util.function.IntPredicate;

/** Reads a set of code points in brackets, from behind the {@code [}. */
final class RegexClassParser {
  private final RegexParser pattern;

  RegexClassParser(RegexParser pattern) {
    this.pattern = pattern;
  }

  IntPredicate parse() {
    boolean negated = pattern.takeInBrackets('^');
    IntPredicate any = null;
    boolean first = true;
    while (first || !pattern.takeInBrackets(']')) {
      IntPredicate item = item();
      any = any == null ? item : any.or(item);
      first = false;
    }
    IntPredicate accepts = pattern.cased(any);
    return negated ? accepts.negate() : accepts;
  }

  private IntPredicate item() {
    int c = pattern.nextInBrackets();
    if (c == '[' && pattern.peek(0) == ':') {
      return named();
    }
    int low = c;
    if (c == '\\') {
      int escape = pattern.nextInBrackets();
      IntPredicate set = pattern.set(escape);
      if (set != null) {
        return set;
      }
      low = pattern.escaped(escape);
    }
    int from = low;
    if (pattern.peek(0) != '-' || pattern.peek(1) == ']' || pattern.peek(1) < 0) {
      return x -> x == from;
    }
    pattern.takeInBrackets('-');
    int high = pattern.nextInBrackets();
    int to = high == '\\' ? pattern.escaped(pattern.nextInBrackets()) : high;
    if (to < from) {
      throw pattern.invalidClass("a range runs backwards");
    }
    return x -> x >= from && x <= to;
  }

  private IntPredicate named() {
    pattern.takeInBrackets(':');
    boolean negated = pattern.takeInBrackets('^');
    StringBuilder name = new StringBuilder();
    for (int c = pattern.nextInBrackets(); c != ':'; c = pattern.nextInBrackets()) {
      name.appendCodePoint(c);
    }
    IntPredicate found = RegexProperties.ascii(name.toString());
    if (found == null || !pattern.takeInBrackets(']')) {
      throw pattern.invalidClass("class '" + name + "' is not supported");
    }
    return negated ? found.negate() : found;
  }
}
