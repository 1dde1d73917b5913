package lanewise.formats.template;

import java.util.List;
import java.util.Locale;

/** Text with places for values: {@code "%s" % value} and {@code "{}".format(value)}. */
final class PercentFormat {
  /** The most decimals that are written. */
  private static final int MOST_DECIMALS = 100;

  private PercentFormat() {}

  /** Python's {@code %}: {@code %s %r %d %i %x %f %%}, with a precision and without a width. */
  static Value apply(String format, List<Value> values, Budget budget) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int at = i + 1;
      int decimals = 6;
      if (at < format.length() && format.charAt(at) == '.') {
        decimals = 0;
        for (at++; at < format.length() && Character.isDigit(format.charAt(at)); at++) {
          decimals = Math.min(MOST_DECIMALS, decimals * 10 + format.charAt(at) - '0');
        }
      }
      char kind = at < format.length() ? format.charAt(at) : ' ';
      i = at;
      if (kind == '%') {
        out.append('%');
        continue;
      }
      if (used == values.size()) {
        throw budget.error("a format has more places than values");
      }
      String text = text(kind, decimals, values.get(used++), budget);
      budget.grow(out.length(), text.length());
      out.append(text);
    }
    if (used < values.size()) {
      throw budget.error("a format has fewer places than values");
    }
    return new Value.Text(out.toString());
  }

  private static String text(char kind, int decimals, Value value, Budget budget) {
    boolean number = Comparisons.isNumber(value);
    return switch (kind) {
      case 's' -> PythonText.str(value, budget);
      case 'r' -> PythonText.repr(value, budget);
      case 'd', 'i' -> Long.toString((long) numeric(number, value, budget));
      case 'x' -> Long.toHexString((long) numeric(number, value, budget));
      case 'f' -> String.format(Locale.ROOT, "%." + decimals + "f", numeric(number, value, budget));
      default -> throw budget.error("the format %" + kind + " is not supported");
    };
  }

  private static double numeric(boolean number, Value value, Budget budget) {
    if (!number) {
      throw budget.error("a format wants a number, found is " + value.kind());
    }
    return Comparisons.real(value);
  }

  /**
   * Python's {@code str.format}, with places for whole values only: what reaches into a value
   * ({@code {0.name}}, {@code {0[key]}}) is refused.
   */
  static Value braces(String format, Arguments arguments) {
    Budget budget = arguments.budget();
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      boolean doubled = i + 1 < format.length() && format.charAt(i + 1) == c;
      if (c != '{' && c != '}') {
        out.append(c);
      } else if (doubled) {
        out.append(c);
        i++;
      } else {
        int end = format.indexOf('}', i);
        if (c == '}' || end < 0) {
          throw arguments.error("a single \"" + c + "\" stands in the format");
        }
        String place = format.substring(i + 1, end);
        Value value;
        if (place.isEmpty()) {
          value = arguments.get(next++, place);
        } else if (place.chars().allMatch(Character::isDigit) && place.length() < 4) {
          value = arguments.get(Integer.parseInt(place), place);
        } else if (place.chars().allMatch(Character::isJavaIdentifierPart)) {
          value = arguments.get(Integer.MAX_VALUE, place);
        } else {
          throw arguments.error("the place {" + place + "} is not supported");
        }
        String text = PythonText.str(value, budget);
        budget.grow(out.length(), text.length());
        out.append(text);
        i = end;
      }
    }
    return new Value.Text(out.toString());
  }
}
