package lanewise.formats.template;

import java.util.Locale;

/** What stands behind {@code is}. */
final class ValueTests {
  private ValueTests() {}

  static boolean exists(String name) {
    return switch (name) {
      case "defined",
          "undefined",
          "none",
          "string",
          "number",
          "integer",
          "float",
          "boolean",
          "true",
          "false",
          "mapping",
          "sequence",
          "iterable",
          "callable",
          "odd",
          "even",
          "divisibleby",
          "lower",
          "upper",
          "sameas",
          "escaped",
          "filter",
          "test",
          "eq",
          "equalto",
          "==",
          "ne",
          "!=",
          "lt",
          "lessthan",
          "<",
          "le",
          "<=",
          "gt",
          "greaterthan",
          ">",
          "ge",
          ">=",
          "in" ->
          true;
      default -> false;
    };
  }

  /** Whether {@code value is name arguments} holds. */
  static boolean holds(String name, Value value, Arguments arguments) {
    Budget budget = arguments.budget();
    return switch (name) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value instanceof Value.None;
      case "string" -> value instanceof Value.Text;
      case "number" -> Comparisons.isNumber(value);
      case "integer" -> value instanceof Value.Whole;
      case "float" -> value instanceof Value.Real;
      case "boolean" -> value instanceof Value.Bool;
      case "true" -> value instanceof Value.Bool(boolean flag) && flag;
      case "false" -> value instanceof Value.Bool(boolean flag) && !flag;
      case "mapping" -> value instanceof Value.Mapping;
      case "sequence", "iterable" ->
          value instanceof Value.Sequence
              || value instanceof Value.Text
              || value instanceof Value.Mapping
              || value instanceof Value.Undefined;
      case "callable" -> value instanceof Value.Function;
      case "odd" -> Math.floorMod(whole(value, arguments), 2) == 1;
      case "even" -> Math.floorMod(whole(value, arguments), 2) == 0;
      case "divisibleby" -> {
        long divisor = arguments.whole(0, "num", 0);
        if (divisor == 0) {
          throw arguments.error("division by zero");
        }
        yield whole(value, arguments) % divisor == 0;
      }
      case "lower" -> TextMethods.hasCase(PythonText.str(value, budget), false);
      case "upper" -> TextMethods.hasCase(PythonText.str(value, budget), true);
      case "sameas" -> same(value, arguments.get(0, "other"), budget);
      case "escaped" -> value instanceof Value.Text(String _, boolean safe) && safe;
      case "filter" -> value instanceof Value.Text(String text, boolean _) && Filters.exists(text);
      case "test" -> value instanceof Value.Text(String text, boolean _) && exists(text);
      default -> {
        String operator = operator(name);
        if (operator == null) {
          throw budget.error("there is no test named " + name.toLowerCase(Locale.ROOT));
        }
        yield Comparisons.holds(operator, value, arguments.get(0, "other"), budget);
      }
    };
  }

  private static String operator(String name) {
    return switch (name) {
      case "eq", "equalto", "==" -> "==";
      case "ne", "!=" -> "!=";
      case "lt", "lessthan", "<" -> "<";
      case "le", "<=" -> "<=";
      case "gt", "greaterthan", ">" -> ">";
      case "ge", ">=" -> ">=";
      case "in" -> "in";
      default -> null;
    };
  }

  private static boolean same(Value value, Value other, Budget budget) {
    return value.getClass() == other.getClass() && Comparisons.equal(value, other, budget);
  }

  private static long whole(Value value, Arguments arguments) {
    return switch (value) {
      case Value.Whole(long number) -> number;
      case Value.Bool(boolean flag) -> flag ? 1 : 0;
      default -> throw arguments.error("found " + value.kind() + ", expected an integer");
    };
  }
}
