package lanewise.formats.template;

import java.util.ArrayList;
import java.util.List;

/** Python's operators on numbers, strings and lists. */
final class Arithmetics {
  private Arithmetics() {}

  static Value apply(String operator, Value left, Value right, Budget budget) {
    if (operator.equals("~")) {
      String first = PythonText.str(left, budget);
      String second = PythonText.str(right, budget);
      budget.make((long) first.length() + second.length());
      return new Value.Text(first + second);
    }
    if (Comparisons.isNumber(left) && Comparisons.isNumber(right)) {
      return left instanceof Value.Real || right instanceof Value.Real
          ? reals(operator, Comparisons.real(left), Comparisons.real(right), budget)
          : wholes(operator, Comparisons.whole(left), Comparisons.whole(right), budget);
    }
    if (operator.equals("+")) {
      if (left instanceof Value.Text(String a, boolean safe)
          && right instanceof Value.Text(String b, boolean otherSafe)) {
        String first = otherSafe && !safe ? Filters.escaped(a, budget) : a;
        String second = safe && !otherSafe ? Filters.escaped(b, budget) : b;
        budget.make((long) first.length() + second.length());
        return new Value.Text(first + second, safe || otherSafe);
      }
      if (left instanceof Value.Sequence(List<Value> a, boolean tuple)
          && right instanceof Value.Sequence(List<Value> b, boolean other)
          && tuple == other) {
        budget.steps((long) a.size() + b.size());
        List<Value> both = new ArrayList<>(a);
        both.addAll(b);
        return new Value.Sequence(both, tuple);
      }
    }
    if (operator.equals("*") && right instanceof Value.Whole(long times)) {
      return repeat(left, times, right, budget);
    }
    if (operator.equals("*") && left instanceof Value.Whole(long times)) {
      return repeat(right, times, left, budget);
    }
    if (operator.equals("%") && left instanceof Value.Text(String format, boolean _)) {
      List<Value> values =
          right instanceof Value.Sequence(List<Value> elements, boolean tuple) && tuple
              ? elements
              : List.of(right);
      return PercentFormat.apply(format, values, budget);
    }
    throw refused(operator, left, right, budget);
  }

  private static TemplateException refused(
      String operator, Value left, Value right, Budget budget) {
    return budget.error("\"" + operator + "\" can't take " + left.kind() + " and " + right.kind());
  }

  private static Value repeat(Value value, long times, Value number, Budget budget) {
    int count = Math.clamp(times, 0, Integer.MAX_VALUE);
    if (value instanceof Value.Text(String text, boolean _)) {
      budget.make((long) text.length() * count);
      return new Value.Text(text.repeat(count));
    }
    if (value instanceof Value.Sequence(List<Value> elements, boolean tuple)) {
      budget.steps((long) elements.size() * count);
      List<Value> repeated = new ArrayList<>();
      for (int i = 0; i < count && !elements.isEmpty(); i++) {
        repeated.addAll(elements);
      }
      return new Value.Sequence(repeated, tuple);
    }
    throw refused("*", value, number, budget);
  }

  private static Value wholes(String operator, long left, long right, Budget budget) {
    try {
      return switch (operator) {
        case "+" -> new Value.Whole(Math.addExact(left, right));
        case "-" -> new Value.Whole(Math.subtractExact(left, right));
        case "*" -> new Value.Whole(Math.multiplyExact(left, right));
        case "/" -> new Value.Real((double) left / nonZero(right, budget));
        case "//" -> new Value.Whole(Math.floorDivExact(left, nonZero(right, budget)));
        case "%" -> new Value.Whole(Math.floorMod(left, nonZero(right, budget)));
        case "**" ->
            right < 0
                ? new Value.Real(Math.pow((double) left, (double) right))
                : new Value.Whole(power(left, right, budget));
        default -> throw budget.error("unknown operator " + operator);
      };
    } catch (ArithmeticException e) {
      throw budget.error(left + " " + operator + " " + right + " passes 64 bits");
    }
  }

  private static long nonZero(long divisor, Budget budget) {
    if (divisor == 0) {
      throw budget.error("division by zero");
    }
    return divisor;
  }

  private static long power(long base, long exponent, Budget budget) {
    if (base == 0 || base == 1 || base == -1) {
      return exponent == 0 || base == 1 ? 1 : base == 0 ? 0 : exponent % 2 == 0 ? 1 : -1;
    }
    long power = 1;
    for (long i = 0; i < exponent; i++) {
      budget.step();
      power = Math.multiplyExact(power, base);
    }
    return power;
  }

  private static Value reals(String operator, double left, double right, Budget budget) {
    if (right == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw budget.error("division by zero");
    }
    return new Value.Real(
        switch (operator) {
          case "+" -> left + right;
          case "-" -> left - right;
          case "*" -> left * right;
          case "/" -> left / right;
          case "//" -> Math.floor(left / right);
          case "%" -> left - right * Math.floor(left / right);
          case "**" -> Math.pow(left, right);
          default -> throw budget.error("unknown operator " + operator);
        });
  }

  static Value signed(boolean negative, Value operand, Budget budget) {
    return switch (operand) {
      case Value.Real(double value) -> new Value.Real(negative ? -value : value);
      case Value.Whole _, Value.Bool _ ->
          wholes(negative ? "-" : "+", 0, Comparisons.whole(operand), budget);
      default -> throw budget.error("a sign can't stand before " + operand.kind());
    };
  }
}
