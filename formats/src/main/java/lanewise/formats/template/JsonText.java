package lanewise.formats.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values as JSON, as {@code json.dumps} writes them for chat templates: not only in ASCII. */
final class JsonText {
  private final Budget budget;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final boolean ascii;
  private final StringBuilder out = new StringBuilder();

  private JsonText(
      Budget budget,
      String indent,
      String itemSeparator,
      String keySeparator,
      boolean sorted,
      boolean ascii) {
    this.budget = budget;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
    this.sorted = sorted;
    this.ascii = ascii;
  }

  /** The filter {@code tojson(ensure_ascii, indent, separators, sort_keys)}. */
  static Value toJson(Value value, Arguments arguments) {
    arguments.allow("ensure_ascii", "indent", "separators", "sort_keys");
    String indent = indent(arguments);
    String itemSeparator = indent == null ? ", " : ",";
    String keySeparator = ": ";
    Value separators = arguments.get(2, "separators", Values.NONE);
    if (!(separators instanceof Value.None)) {
      if (!(separators instanceof Value.Sequence(List<Value> both, boolean _))
          || both.size() != 2
          || !(both.get(0) instanceof Value.Text(String item, boolean _))
          || !(both.get(1) instanceof Value.Text(String key, boolean _))) {
        throw arguments.error("separators are two strings");
      }
      itemSeparator = item;
      keySeparator = key;
    }
    JsonText writer =
        new JsonText(
            arguments.budget(),
            indent,
            itemSeparator,
            keySeparator,
            arguments.flag(3, "sort_keys", false),
            arguments.flag(0, "ensure_ascii", false));
    writer.write(value, 0);
    return new Value.Text(writer.out.toString());
  }

  private static String indent(Arguments arguments) {
    Value indent = arguments.get(1, "indent", Values.NONE);
    return switch (indent) {
      case Value.None _ -> null;
      case Value.Text(String text, boolean _) -> text;
      case Value.Whole(long width) -> {
        int count = Math.clamp(width, 0, Integer.MAX_VALUE);
        arguments.budget().make(count);
        yield " ".repeat(count);
      }
      default -> throw arguments.error("indent is " + indent.kind());
    };
  }

  private void write(Value value, int level) {
    budget.step();
    switch (value) {
      case Value.None _ -> out.append("null");
      case Value.Bool(boolean flag) -> out.append(flag);
      case Value.Whole(long number) -> out.append(number);
      case Value.Real(double number) -> out.append(real(number));
      case Value.Text(String text, boolean _) -> quote(text);
      case Value.Sequence(List<Value> elements, boolean _) -> {
        budget.enter();
        out.append('[');
        for (int i = 0; i < elements.size(); i++) {
          out.append(i == 0 ? "" : itemSeparator);
          newLine(level + 1);
          write(elements.get(i), level + 1);
        }
        end(elements.isEmpty(), level, ']');
        budget.leave();
      }
      case Value.Mapping(Map<Value, Value> members) -> {
        budget.enter();
        out.append('{');
        boolean first = true;
        for (Map.Entry<Value, Value> member : ordered(members)) {
          out.append(first ? "" : itemSeparator);
          first = false;
          newLine(level + 1);
          quote(key(member.getKey()));
          out.append(keySeparator);
          write(member.getValue(), level + 1);
        }
        end(members.isEmpty(), level, '}');
        budget.leave();
      }
      case Value.Undefined _, Value.Namespace _, Value.Function _, Value.Loop _ ->
          throw budget.error("tojson: JSON has nothing for " + value.kind());
    }
  }

  private List<Map.Entry<Value, Value>> ordered(Map<Value, Value> members) {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(members.entrySet());
    if (sorted) {
      entries.sort((a, b) -> Comparisons.order(a.getKey(), b.getKey(), budget));
    }
    return entries;
  }

  private String key(Value key) {
    return switch (key) {
      case Value.Text(String text, boolean _) -> text;
      case Value.None _ -> "null";
      case Value.Real(double number) -> real(number);
      default -> PythonText.str(key, budget);
    };
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return PythonText.real(number);
  }

  private void end(boolean empty, int level, char bracket) {
    if (!empty) {
      newLine(level);
    }
    out.append(bracket);
  }

  private void newLine(int level) {
    if (indent != null) {
      budget.grow(out.length(), (long) level * indent.length());
      out.append('\n').append(indent.repeat(level));
    }
  }

  private void quote(String text) {
    budget.grow(out.length(), text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || ascii && c > '~') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
