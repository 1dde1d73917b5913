package lanewise.engine.op.elementwise;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.ElementType;

/** Arithmetic on the tracked elements of small integer tensors. */
final class ElementArithmetic {
  private ElementArithmetic() {}

  /** The result's elements, or null when one of them is not known well enough. */
  static List<Dim> apply(BinaryOp op, List<Dim> lhs, List<Dim> rhs) {
    if (lhs == null || rhs == null) {
      return null;
    }
    int count = lhs.size() == 1 ? rhs.size() : lhs.size();
    if ((lhs.size() != count && lhs.size() != 1) || (rhs.size() != count && rhs.size() != 1)) {
      return null;
    }
    List<Dim> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Dim element = apply(op, lhs.get(lhs.size() == 1 ? 0 : i), rhs.get(rhs.size() == 1 ? 0 : i));
      if (element == null) {
        return null;
      }
      out.add(element);
    }
    return out;
  }

  /** Whether elements are tracked and none is too large for {@code type}. */
  static boolean fits(ElementType type, List<Dim> elements) {
    if (elements == null || type != ElementType.INT32) {
      return elements != null;
    }
    for (Dim element : elements) {
      if (element.isKnown() && (int) element.value() != element.value()) {
        return false;
      }
    }
    return true;
  }

  private static Dim apply(BinaryOp op, Dim x, Dim y) {
    try {
      return switch (op) {
        case ADD -> x.plus(y);
        case SUB -> x.minus(y);
        case MUL -> x.times(y);
        case DIV -> y.is(0) ? null : x.dividedBy(y);
        case MIN, MAX -> extreme(op, x, y);
        case EQUAL -> equal(x, y);
        case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> compare(op, x, y);
        default -> null;
      };
    } catch (ArithmeticException e) {
      // The kernel wraps where this arithmetic is exact: what does not fit is not tracked.
      return null;
    }
  }

  private static Dim extreme(BinaryOp op, Dim x, Dim y) {
    if (x.equals(y)) {
      return x;
    }
    if (x.isKnown() && y.isKnown()) {
      return Dim.of(
          op == BinaryOp.MIN ? Math.min(x.value(), y.value()) : Math.max(x.value(), y.value()));
    }
    return null;
  }

  private static Dim equal(Dim x, Dim y) {
    if (x.equals(y)) {
      return Dim.of(1);
    }
    if (x.isKnown() && y.isKnown() || isNegative(x) && isCount(y) || isNegative(y) && isCount(x)) {
      return Dim.of(0);
    }
    return null;
  }

  private static boolean isNegative(Dim dim) {
    return dim.isKnown() && dim.value() < 0;
  }

  /** Whether a symbol cannot be negative: dimensions, and what is made of them without a minus. */
  private static boolean isCount(Dim dim) {
    return dim instanceof Dim.Symbol symbol && symbol.name().indexOf('-') < 0;
  }

  private static Dim compare(BinaryOp op, Dim x, Dim y) {
    if (!x.isKnown() || !y.isKnown()) {
      return null;
    }
    int order = Long.compare(x.value(), y.value());
    boolean holds =
        switch (op) {
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          default -> order >= 0;
        };
    return Dim.of(holds ? 1 : 0);
  }

  /** The chosen elements, or null when a condition or an element is not known. */
  static List<Dim> select(List<Dim> condition, List<Dim> whenTrue, List<Dim> whenFalse, int count) {
    if (condition == null || whenTrue == null || whenFalse == null) {
      return null;
    }
    List<Dim> out = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Dim chosen = at(condition, i);
      if (!chosen.isKnown()) {
        return null;
      }
      out.add(at(chosen.is(0) ? whenFalse : whenTrue, i));
    }
    return out;
  }

  private static Dim at(List<Dim> elements, int index) {
    return elements.get(elements.size() == 1 ? 0 : index);
  }
}
