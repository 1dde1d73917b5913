package lanewise.formats.template;

import java.util.List;
import java.util.Map;

/** Python's equality, order and {@code in}. */
final class Comparisons {
  private Comparisons() {}

  static boolean equal(Value left, Value right, Budget budget) {
    budget.step();
    if (isNumber(left) && isNumber(right)) {
      return left instanceof Value.Real || right instanceof Value.Real
          ? real(left) == real(right)
          : whole(left) == whole(right);
    }
    return switch (left) {
      case Value.Text(String text, boolean _) -> {
        budget.read(text.length());
        yield right instanceof Value.Text(String other, boolean _) && text.equals(other);
      }
      case Value.Undefined _ -> right instanceof Value.Undefined;
      case Value.None _ -> right instanceof Value.None;
      case Value.Sequence(List<Value> elements, boolean tuple) ->
          right instanceof Value.Sequence(List<Value> others, boolean otherTuple)
              && tuple == otherTuple
              && elements.size() == others.size()
              && equalElements(elements, others, budget);
      case Value.Mapping(Map<Value, Value> members) ->
          right instanceof Value.Mapping(Map<Value, Value> others)
              && members.size() == others.size()
              && equalMembers(members, others, budget);
      default -> left == right;
    };
  }

  private static boolean equalElements(List<Value> left, List<Value> right, Budget budget) {
    budget.enter();
    boolean equal = true;
    for (int i = 0; equal && i < left.size(); i++) {
      equal = equal(left.get(i), right.get(i), budget);
    }
    budget.leave();
    return equal;
  }

  private static boolean equalMembers(
      Map<Value, Value> left, Map<Value, Value> right, Budget budget) {
    budget.enter();
    boolean equal = true;
    for (Map.Entry<Value, Value> member : left.entrySet()) {
      Value other = right.get(member.getKey());
      equal = equal && other != null && equal(member.getValue(), other, budget);
    }
    budget.leave();
    return equal;
  }

  /** Whether {@code left operator right} holds. */
  static boolean holds(String operator, Value left, Value right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "<" -> order(left, right, budget) < 0;
      case "<=" -> order(left, right, budget) <= 0;
      case ">" -> order(left, right, budget) > 0;
      case ">=" -> order(left, right, budget) >= 0;
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      default -> throw budget.error("unknown comparison " + operator);
    };
  }

  /**
   * Which of two values comes first: negative, zero or positive; a NaN comes nowhere, here last.
   */
  static int order(Value left, Value right, Budget budget) {
    budget.step();
    if (isNumber(left) && isNumber(right)) {
      return left instanceof Value.Real || right instanceof Value.Real
          ? Double.compare(real(left) + 0.0, real(right) + 0.0)
          : Long.compare(whole(left), whole(right));
    }
    if (left instanceof Value.Text(String text, boolean _)
        && right instanceof Value.Text(String other, boolean _)) {
      budget.read(Math.min(text.length(), other.length()));
      return order(text, other);
    }
    if (left instanceof Value.Sequence(List<Value> elements, boolean tuple)
        && right instanceof Value.Sequence(List<Value> others, boolean otherTuple)
        && tuple == otherTuple) {
      return order(elements, others, budget);
    }
    throw budget.error(left.kind() + " and " + right.kind() + " have no order");
  }

  private static int order(List<Value> left, List<Value> right, Budget budget) {
    budget.enter();
    int order = 0;
    for (int i = 0; order == 0 && i < Math.min(left.size(), right.size()); i++) {
      if (!equal(left.get(i), right.get(i), budget)) {
        order = order(left.get(i), right.get(i), budget);
      }
    }
    budget.leave();
    return order != 0 ? order : Integer.compare(left.size(), right.size());
  }

  /** By code points, as Python orders text; Java's own order is by halves of surrogate pairs. */
  private static int order(String left, String right) {
    int at = 0;
    int shorter = Math.min(left.length(), right.length());
    while (at < shorter && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    if (at == shorter) {
      return Integer.compare(left.length(), right.length());
    }
    char a = left.charAt(at);
    char b = right.charAt(at);
    boolean mixed = Character.isSurrogate(a) != Character.isSurrogate(b);
    return mixed ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
  }

  static boolean contains(Value container, Value element, Budget budget) {
    return switch (container) {
      case Value.Undefined _ -> false;
      case Value.Text(String text, boolean _) -> {
        if (element instanceof Value.Text(String part, boolean _)) {
          budget.read(text.length());
          yield text.contains(part);
        }
        throw budget.error("a string can't contain " + element.kind());
      }
      case Value.Sequence(List<Value> elements, boolean _) -> {
        boolean found = false;
        for (int i = 0; !found && i < elements.size(); i++) {
          found = equal(elements.get(i), element, budget);
        }
        yield found;
      }
      case Value.Mapping(Map<Value, Value> members) -> members.containsKey(key(element, budget));
      default -> throw budget.error(container.kind() + " contains nothing");
    };
  }

  /** A value as a dict's key: numbers that are equal are one key. */
  static Value key(Value value, Budget budget) {
    return switch (value) {
      case Value.Text(String text, boolean _) -> {
        budget.read(text.length());
        yield new Value.Text(text);
      }
      case Value.Whole _, Value.None _ -> value;
      case Value.Bool(boolean flag) -> new Value.Whole(flag ? 1 : 0);
      case Value.Real(double real) -> real == (long) real ? new Value.Whole((long) real) : value;
      default -> throw budget.error(value.kind() + " can't be the key of a dict");
    };
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Whole
        || value instanceof Value.Real
        || value instanceof Value.Bool;
  }

  /** A number that is no {@link Value.Real}. */
  static long whole(Value number) {
    return switch (number) {
      case Value.Whole(long value) -> value;
      case Value.Bool(boolean value) -> value ? 1 : 0;
      default -> throw new IllegalStateException(number.kind());
    };
  }

  static double real(Value number) {
    return number instanceof Value.Real(double value) ? value : whole(number);
  }
}
