package lanewise.formats.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import lanewise.formats.ModelFormatException;
import lanewise.formats.json.JsonValue;

/** What stands behind a bar: filters of texts and numbers; those of lists are elsewhere. */
final class Filters {
  private static final Set<String> NAMES =
      Set.of(
          "abs",
          "attr",
          "capitalize",
          "center",
          "count",
          "d",
          "default",
          "e",
          "escape",
          "float",
          "format",
          "from_json",
          "indent",
          "int",
          "items",
          "length",
          "lower",
          "replace",
          "round",
          "safe",
          "string",
          "title",
          "tojson",
          "trim",
          "truncate",
          "upper",
          "wordcount");

  private Filters() {}

  static boolean exists(String name) {
    return NAMES.contains(name) || SequenceFilters.exists(name);
  }

  static Value apply(String name, Value input, Arguments arguments) {
    Budget budget = arguments.budget();
    return switch (name) {
      case "default", "d" -> otherwise(input, arguments);
      case "length", "count" -> length(input, arguments);
      case "tojson" -> JsonText.toJson(input, arguments);
      case "from_json" -> fromJson(input, arguments);
      case "string" -> isSafe(input) ? input : new Value.Text(PythonText.str(input, budget));
      case "safe" -> new Value.Text(PythonText.str(input, budget), true);
      case "escape", "e" ->
          isSafe(input) ? input : new Value.Text(escaped(text(input, arguments), budget), true);
      case "trim" -> {
        arguments.allow("chars");
        String chars = arguments.text(0, "chars", null);
        yield new Value.Text(
            TextMethods.strip(text(input, arguments), chars, true, true), isSafe(input));
      }
      case "lower" ->
          new Value.Text(text(input, arguments).toLowerCase(Locale.ROOT), isSafe(input));
      case "upper" ->
          new Value.Text(text(input, arguments).toUpperCase(Locale.ROOT), isSafe(input));
      case "capitalize" -> new Value.Text(TextMethods.capitalize(text(input, arguments)));
      case "title" -> new Value.Text(words(text(input, arguments)));
      case "replace" -> {
        arguments.allow("old", "new", "count");
        yield TextMethods.replace(
            text(input, arguments),
            arguments.text(0, "old"),
            arguments.text(1, "new"),
            arguments.whole(2, "count", -1),
            budget);
      }
      case "indent" -> indent(text(input, arguments), arguments);
      case "center" -> {
        Arguments width =
            new Arguments(
                budget,
                "filter center",
                List.of(new Value.Whole(arguments.whole(0, "width", 80))),
                Map.of());
        yield ((Value.Function) TextMethods.find(text(input, arguments), "center"))
            .body()
            .call(width);
      }
      case "truncate" -> truncate(text(input, arguments), arguments);
      case "wordcount" -> new Value.Whole(wordCount(text(input, arguments)));
      case "format" -> PercentFormat.apply(text(input, arguments), arguments.positional(), budget);
      case "int" -> whole(input, arguments);
      case "float" -> real(input, arguments);
      case "abs" -> absolute(input, arguments);
      case "round" -> round(input, arguments);
      case "attr" -> Members.member(input, arguments.text(0, "name"), budget);
      case "items" -> items(input, arguments);
      default -> SequenceFilters.apply(name, input, arguments);
    };
  }

  /** The input as text, as filters of text take whatever they get. */
  private static String text(Value input, Arguments arguments) {
    String text = PythonText.str(input, arguments.budget());
    arguments.budget().read(text.length());
    return text;
  }

  private static Value otherwise(Value input, Arguments arguments) {
    arguments.allow("default_value", "boolean");
    boolean wanted =
        input instanceof Value.Undefined || arguments.flag(1, "boolean", false) && !input.isTrue();
    return wanted ? arguments.get(0, "default_value", Values.EMPTY) : input;
  }

  private static Value length(Value input, Arguments arguments) {
    return new Value.Whole(
        switch (input) {
          case Value.Undefined _ -> 0;
          case Value.Text(String text, boolean _) -> {
            arguments.budget().read(text.length());
            yield text.codePointCount(0, text.length());
          }
          case Value.Sequence(List<Value> elements, boolean _) -> elements.size();
          case Value.Mapping(Map<Value, Value> members) -> members.size();
          default -> throw arguments.error(input.kind() + " has no length");
        });
  }

  private static Value fromJson(Value input, Arguments arguments) {
    if (!(input instanceof Value.Text(String json, boolean _))) {
      throw arguments.error("found " + input.kind() + ", expected a string");
    }
    arguments.budget().steps(json.length());
    try {
      return Value.of(JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), "the text"));
    } catch (ModelFormatException e) {
      throw arguments.error(e.getMessage());
    }
  }

  private static Value items(Value input, Arguments arguments) {
    return switch (input) {
      case Value.Undefined _ -> Value.list(List.of());
      case Value.Mapping(Map<Value, Value> members) ->
          CollectionMethods.items(members, arguments.budget());
      default -> throw arguments.error("found " + input.kind() + ", expected a dict");
    };
  }

  private static boolean isSafe(Value input) {
    return input instanceof Value.Text(String _, boolean safe) && safe;
  }

  /** The text with HTML's own characters spelled out. */
  static String escaped(String text, Budget budget) {
    budget.make(6L * text.length());
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Each word with a capital and small letters; words end at blanks, dashes and brackets. */
  private static String words(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean first = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(first ? Character.toUpperCase(c) : Character.toLowerCase(c));
      first = TextMethods.isSpace(c) || "-({[<".indexOf(c) >= 0;
    }
    return out.toString();
  }

  private static Value indent(String text, Arguments arguments) {
    arguments.allow("width", "first", "blank");
    Value width = arguments.get(0, "width", new Value.Whole(4));
    Budget budget = arguments.budget();
    String indent;
    if (width instanceof Value.Text(String given, boolean _)) {
      indent = given;
    } else {
      int count = Math.clamp(arguments.whole(0, "width", 4), 0, Integer.MAX_VALUE);
      budget.make(count);
      indent = " ".repeat(count);
    }
    boolean blank = arguments.flag(2, "blank", false);
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (String line : text.split("\n", -1)) {
      budget.grow(out.length(), (long) indent.length() + line.length());
      boolean indented = first ? arguments.flag(1, "first", false) : blank || !line.isEmpty();
      out.append(first ? "" : "\n").append(indented ? indent : "").append(line);
      first = false;
    }
    return new Value.Text(out.toString());
  }

  private static Value truncate(String text, Arguments arguments) {
    arguments.allow("length", "killwords", "end", "leeway");
    int length = Math.clamp(arguments.whole(0, "length", 255), 0, Integer.MAX_VALUE - 16);
    String end = arguments.text(2, "end", "...");
    long leeway = arguments.whole(3, "leeway", 5);
    if (text.length() <= length + leeway) {
      return new Value.Text(text);
    }
    String cut = text.substring(0, Math.max(0, length - end.length()));
    int space = cut.lastIndexOf(' ');
    boolean whole = arguments.flag(1, "killwords", false) || space < 0;
    return new Value.Text((whole ? cut : cut.substring(0, space)) + end);
  }

  private static long wordCount(String text) {
    long words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      boolean letter = Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_';
      words += letter && !inside ? 1 : 0;
      inside = letter;
    }
    return words;
  }

  private static Value whole(Value input, Arguments arguments) {
    arguments.allow("default", "base");
    Value otherwise = arguments.get(0, "default", new Value.Whole(0));
    int radix = Math.clamp(arguments.whole(1, "base", 10), 2, 36);
    return switch (input) {
      case Value.Whole _ -> input;
      case Value.Bool(boolean flag) -> new Value.Whole(flag ? 1 : 0);
      case Value.Real(double number) ->
          Math.abs(number) < 0x1p63 ? new Value.Whole((long) number) : otherwise;
      case Value.Text(String text, boolean _) -> {
        try {
          yield new Value.Whole(Long.parseLong(text.strip().replace("_", ""), radix));
        } catch (NumberFormatException e) {
          Value real = parsed(text);
          yield real instanceof Value.Real(double number) && Math.abs(number) < 0x1p63
              ? new Value.Whole((long) number)
              : otherwise;
        }
      }
      default -> otherwise;
    };
  }

  private static Value real(Value input, Arguments arguments) {
    arguments.allow("default");
    Value otherwise = arguments.get(0, "default", new Value.Real(0));
    return switch (input) {
      case Value.Text(String text, boolean _) -> {
        Value real = parsed(text);
        yield real instanceof Value.Real ? real : otherwise;
      }
      case Value.Whole _, Value.Bool _, Value.Real _ -> new Value.Real(Comparisons.real(input));
      default -> otherwise;
    };
  }

  /** The float that a text spells, or None. */
  private static Value parsed(String text) {
    String spelled = text.strip();
    boolean plain =
        spelled.length() < 400
            && !spelled.isEmpty()
            && spelled.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0);
    if (!plain) {
      return Values.NONE;
    }
    try {
      return new Value.Real(Double.parseDouble(spelled));
    } catch (NumberFormatException e) {
      return Values.NONE;
    }
  }

  private static Value absolute(Value input, Arguments arguments) {
    return switch (input) {
      case Value.Real(double number) -> new Value.Real(Math.abs(number));
      case Value.Whole(long number) when number != Long.MIN_VALUE ->
          new Value.Whole(Math.abs(number));
      default -> throw arguments.error("found " + input.kind() + ", expected a number");
    };
  }

  private static Value round(Value input, Arguments arguments) {
    arguments.allow("precision", "method");
    int precision = Math.clamp(arguments.whole(0, "precision", 0), -400, 400);
    String method = arguments.text(1, "method", "common");
    if (!Comparisons.isNumber(input)) {
      throw arguments.error("found " + input.kind() + ", expected a number");
    }
    double number = Comparisons.real(input);
    if (!Double.isFinite(number)) {
      return input;
    }
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw arguments.error("method is common, ceil or floor, not " + method);
        };
    double rounded = new BigDecimal(number).setScale(precision, mode).doubleValue();
    boolean whole = input instanceof Value.Whole && method.equals("common");
    return whole ? new Value.Whole((long) rounded) : new Value.Real(rounded);
  }
}
