package lanewise.engine.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lanewise.engine.graph.Dim;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * What is known about a value before it is computed.
 *
 * @param type the element type, or null when unknown
 * @param dims the dimensions, or null when not even the rank is known
 * @param constant the value itself, or null
 * @param elements the elements of a small {@code i64}, {@code i32} or {@code bool} tensor (rank 0
 *     or 1) as dimensions, some of which may be symbols, or null
 */
public record Fact(ElementType type, List<Dim> dims, Tensor constant, List<Dim> elements) {
  /** Longest integer tensor whose elements are tracked. */
  public static final int MOST_ELEMENTS = 64;

  public static Fact of(ElementType type, List<Dim> dims) {
    return new Fact(type, dims == null ? null : List.copyOf(dims), null, null);
  }

  public static Fact of(ElementType type, Shape shape) {
    return of(type, knownDims(shape));
  }

  /** A value that is there already. */
  public static Fact of(Tensor constant) {
    Shape shape = constant.shape();
    List<Dim> elements = null;
    if (shape.rank() <= 1 && shape.elementCount() <= MOST_ELEMENTS && isTracked(constant.type())) {
      elements = new ArrayList<>();
      for (int i = 0; i < shape.elementCount(); i++) {
        elements.add(Dim.of(Elements.integer(constant.type(), constant.segment(), i)));
      }
    }
    return new Fact(constant.type(), knownDims(shape), constant, elements);
  }

  private static boolean isTracked(ElementType type) {
    return switch (type) {
      case INT64, INT32, BOOL -> true;
      default -> false;
    };
  }

  public static List<Dim> knownDims(Shape shape) {
    List<Dim> dims = new ArrayList<>(shape.rank());
    for (int axis = 0; axis < shape.rank(); axis++) {
      dims.add(Dim.of(shape.dim(axis)));
    }
    return dims;
  }

  /** Whether another fact, or null, knows as much. */
  public boolean saysTheSameAs(Fact other) {
    return other != null
        && type == other.type
        && constant == other.constant
        && Objects.equals(dims, other.dims)
        && Objects.equals(elements, other.elements);
  }

  /** Whether type and every dimension are known. */
  public boolean isConcrete() {
    if (type == null || dims == null) {
      return false;
    }
    for (Dim dim : dims) {
      if (!dim.isKnown()) {
        return false;
      }
    }
    return true;
  }

  /** The shape, all of whose dimensions must be known. */
  public Shape shape() {
    long[] known = new long[dims.size()];
    for (int axis = 0; axis < known.length; axis++) {
      known[axis] = dims.get(axis).value();
    }
    return Shape.of(known);
  }

  @Override
  public String toString() {
    return (type == null ? "?" : type.label()) + (dims == null ? "[?]" : dims);
  }
}
