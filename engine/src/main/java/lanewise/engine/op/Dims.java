package lanewise.engine.op;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;

/** Rules that several operators share for dimensions, known or not. */
public final class Dims {
  private Dims() {}

  /** The broadcast of two lists of dimensions. */
  public static List<Dim> broadcast(List<Dim> a, List<Dim> b) {
    int rank = Math.max(a.size(), b.size());
    List<Dim> out = new ArrayList<>(rank);
    for (int axis = 0; axis < rank; axis++) {
      int aAxis = axis - (rank - a.size());
      int bAxis = axis - (rank - b.size());
      Dim x = aAxis < 0 ? Dim.of(1) : a.get(aAxis);
      Dim y = bAxis < 0 ? Dim.of(1) : b.get(bAxis);
      out.add(broadcast(x, y, a, b));
    }
    return out;
  }

  private static Dim broadcast(Dim x, Dim y, List<Dim> a, List<Dim> b) {
    if (x.equals(y) || y.is(1)) {
      return x;
    }
    if (x.is(1)) {
      return y;
    }
    if (x.isKnown() && y.isKnown()) {
      throw new InvalidNodeException("shapes do not broadcast: " + a + " and " + b);
    }
    if (x.isKnown() || y.isKnown()) {
      return x.isKnown() ? x : y;
    }
    return x.broadcastWith(y);
  }

  /** The product of dimensions {@code from} to {@code to}. */
  public static Dim product(List<Dim> dims, int from, int to) {
    Dim product = Dim.of(1);
    for (int axis = from; axis < to; axis++) {
      product = product.times(dims.get(axis));
    }
    return product;
  }
}
