package lanewise.engine;

import java.util.List;
import java.util.stream.Collectors;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Value;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * What a model says of one of its inputs or outputs.
 *
 * @param name the value's name
 * @param type the element type, or null when the model does not say
 * @param dimensions a number or a symbol each, outermost first, or null when the model does not say
 */
public record TensorSpec(String name, ElementType type, List<String> dimensions) {
  static TensorSpec of(Value value) {
    return new TensorSpec(
        value.name(),
        value.type(),
        value.dims() == null ? null : value.dims().stream().map(Dim::toString).toList());
  }

  /** Throws unless {@code tensor} has the value's type, rank and known dimensions. */
  static void check(Value value, Tensor tensor) {
    if (value.type() != null && value.type() != tensor.type()) {
      throw mismatch(value, tensor);
    }
    if (value.dims() == null) {
      return;
    }
    if (value.dims().size() != tensor.shape().rank()) {
      throw mismatch(value, tensor);
    }
    for (int axis = 0; axis < tensor.shape().rank(); axis++) {
      Dim dim = value.dims().get(axis);
      if (dim.isKnown() && dim.value() != tensor.shape().dim(axis)) {
        throw mismatch(value, tensor);
      }
    }
  }

  private static IllegalArgumentException mismatch(Value value, Tensor tensor) {
    return new IllegalArgumentException(
        "input '" + value.name() + "' must be " + of(value) + ", found " + tensor);
  }

  /** Such as {@code i64[batch, sequence]}. */
  @Override
  public String toString() {
    return (type == null ? "any type" : type.label())
        + (dimensions == null
            ? " of any shape"
            : dimensions.stream().collect(Collectors.joining(", ", "[", "]")));
  }
}
