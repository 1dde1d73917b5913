package lanewise.formats.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** How Python writes values: {@code str()} and {@code repr()}. */
final class PythonText {
  /** From these powers of ten on, floats are written with an exponent. */
  private static final int LEAST_PLAIN_EXPONENT = -4;

  private static final int LEAST_LARGE_EXPONENT = 16;

  private PythonText() {}

  static String str(Value value, Budget budget) {
    return switch (value) {
      case Value.Text(String text, boolean _) -> text;
      case Value.Undefined _ -> "";
      default -> {
        StringBuilder out = new StringBuilder();
        repr(value, out, budget);
        yield out.toString();
      }
    };
  }

  static String repr(Value value, Budget budget) {
    StringBuilder out = new StringBuilder();
    repr(value, out, budget);
    return out.toString();
  }

  private static void repr(Value value, StringBuilder out, Budget budget) {
    budget.step();
    switch (value) {
      case Value.Text(String text, boolean _) -> {
        budget.grow(out.length(), text.length());
        quote(text, out);
      }
      case Value.Undefined _ -> out.append("Undefined");
      case Value.None _ -> out.append("None");
      case Value.Bool(boolean flag) -> out.append(flag ? "True" : "False");
      case Value.Whole(long number) -> out.append(number);
      case Value.Real(double number) -> out.append(real(number));
      case Value.Sequence(List<Value> elements, boolean tuple) ->
          sequence(elements, tuple, out, budget);
      case Value.Mapping(Map<Value, Value> members) -> mapping(members, out, budget);
      case Value.Namespace(Map<String, Value> members) -> {
        budget.enter();
        out.append("<Namespace {");
        String separator = "";
        for (Map.Entry<String, Value> member : members.entrySet()) {
          out.append(separator);
          quote(member.getKey(), out);
          repr(member.getValue(), out.append(": "), budget);
          separator = ", ";
        }
        out.append("}>");
        budget.leave();
      }
      case Value.Function(String name, Value.Body _) ->
          out.append("<function ").append(name).append('>');
      case Value.Loop _ -> out.append("<loop>");
    }
  }

  private static void sequence(
      List<Value> elements, boolean tuple, StringBuilder out, Budget budget) {
    budget.enter();
    out.append(tuple ? '(' : '[');
    for (int i = 0; i < elements.size(); i++) {
      out.append(i == 0 ? "" : ", ");
      repr(elements.get(i), out, budget);
    }
    out.append(tuple && elements.size() == 1 ? "," : "").append(tuple ? ')' : ']');
    budget.leave();
  }

  private static void mapping(Map<Value, Value> members, StringBuilder out, Budget budget) {
    budget.enter();
    out.append('{');
    String separator = "";
    for (Map.Entry<Value, Value> member : members.entrySet()) {
      out.append(separator);
      repr(member.getKey(), out, budget);
      repr(member.getValue(), out.append(": "), budget);
      separator = ", ";
    }
    out.append('}');
    budget.leave();
  }

  private static void quote(String text, StringBuilder out) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c == quote) {
                out.append('\\').append(quote);
              } else if (isPrintable(c)) {
                out.appendCodePoint(c);
              } else {
                out.append(
                    String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
              }
            }
          }
        });
    out.append(quote);
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /** The shortest text that reads back as the same number. */
  static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    String digits = exact.unscaledValue().toString();
    int exponent = digits.length() - exact.scale() - 1;
    String sign = number < 0 ? "-" : "";
    if (exponent < LEAST_PLAIN_EXPONENT || exponent >= LEAST_LARGE_EXPONENT) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return sign
          + digits.charAt(0)
          + fraction
          + (exponent < 0 ? "e-" : "e+")
          + (Math.abs(exponent) < 10 ? "0" : "")
          + Math.abs(exponent);
    }
    String plain = exact.toPlainString();
    return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
  }
}
