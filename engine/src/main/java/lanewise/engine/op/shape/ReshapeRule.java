package lanewise.engine.op.shape;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;

/** The rule of ONNX {@code Reshape} for 0 and -1, on dimensions that may be symbols. */
final class ReshapeRule {
  private ReshapeRule() {}

  /**
   * The output's dimensions.
   *
   * @param in the input's, or null when its rank is not known
   * @param target the elements of the shape input
   * @param unknown stands for an inferred dimension of which nothing is known
   */
  static List<Dim> resolve(List<Dim> in, List<Dim> target, boolean allowZero, List<Dim> unknown) {
    List<Dim> out = new ArrayList<>(target.size());
    int inferred = -1;
    for (int axis = 0; axis < target.size(); axis++) {
      Dim dim = target.get(axis);
      if (dim.is(-1)) {
        if (inferred >= 0) {
          throw new InvalidNodeException("more than one -1 in shape " + target);
        }
        inferred = axis;
      } else if (dim.is(0) && !allowZero) {
        dim = copied(in, axis, target, unknown);
      } else if (dim.isKnown() && dim.value() < 0) {
        throw new InvalidNodeException("negative dimension in shape " + target);
      }
      out.add(dim);
    }
    if (inferred >= 0) {
      if (allowZero && out.contains(Dim.of(0))) {
        throw new InvalidNodeException("shape " + target + " has both 0 and -1 under allowzero");
      }
      out.remove(inferred);
      Dim rest = in == null ? null : quotient(in, out, target);
      out.add(inferred, rest == null ? unknown.get(inferred) : rest);
    }
    requireSameCount(in, out);
    return out;
  }

  private static Dim copied(List<Dim> in, int axis, List<Dim> target, List<Dim> unknown) {
    if (in == null) {
      return unknown.get(axis);
    }
    if (axis >= in.size()) {
      throw new InvalidNodeException(
          "shape " + target + " copies axis " + axis + " of an input " + in);
    }
    return in.get(axis);
  }

  /** The elements of {@code in} over those of {@code out}; equal symbols cancel. */
  private static Dim quotient(List<Dim> in, List<Dim> out, List<Dim> target) {
    List<Dim> over = new ArrayList<>(in);
    List<Dim> under = new ArrayList<>();
    for (Dim dim : out) {
      if (dim.isKnown() || !over.remove(dim)) {
        under.add(dim);
      }
    }
    long knownOver = knownProduct(over);
    long knownUnder = knownProduct(under);
    over.removeIf(Dim::isKnown);
    under.removeIf(Dim::isKnown);
    boolean exact = under.isEmpty() && over.isEmpty();
    if (knownUnder == 0) {
      if (exact) {
        throw new InvalidNodeException("-1 in shape " + target + " can be anything for " + in);
      }
      return null;
    }
    if (exact && knownOver % knownUnder != 0) {
      throw new InvalidNodeException(
          "input " + in + " cannot be divided to fill -1 in shape " + target);
    }
    Dim numerator = symbolProduct(over);
    Dim denominator = symbolProduct(under);
    if (knownOver % knownUnder == 0) {
      numerator = numerator.times(Dim.of(knownOver / knownUnder));
    } else {
      numerator = numerator.times(Dim.of(knownOver));
      denominator = denominator.times(Dim.of(knownUnder));
    }
    return numerator.dividedBy(denominator);
  }

  private static long knownProduct(List<Dim> dims) {
    long product = 1;
    for (Dim dim : dims) {
      product = dim.isKnown() ? Math.multiplyExact(product, dim.value()) : product;
    }
    return product;
  }

  private static Dim symbolProduct(List<Dim> dims) {
    Dim product = Dim.of(1);
    for (Dim dim : dims) {
      product = product.times(dim);
    }
    return product;
  }

  private static void requireSameCount(List<Dim> in, List<Dim> out) {
    if (in == null || !allKnown(in) || !allKnown(out)) {
      return;
    }
    if (knownProduct(in) != knownProduct(out)) {
      throw new InvalidNodeException("input " + in + " cannot be viewed as " + out);
    }
  }

  private static boolean allKnown(List<Dim> dims) {
    for (Dim dim : dims) {
      if (!dim.isKnown()) {
        return false;
      }
    }
    return true;
  }
}
