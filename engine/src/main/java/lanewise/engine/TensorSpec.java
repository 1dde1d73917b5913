package lanewise.engine;

import java.util.ArrayList;
import java.util.List;
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
  static List<TensorSpec> of(List<Value> values) {
    List<TensorSpec> specs = new ArrayList<>(values.size());
    for (Value value : values) {
      specs.add(of(value));
    }
    return List.copyOf(specs);
  }

  static TensorSpec of(Value value) {
    if (value.dims() == null) {
      return new TensorSpec(value.name(), value.type(), null);
    }
    List<String> dimensions = new ArrayList<>(value.dims().size());
    for (Dim dim : value.dims()) {
      dimensions.add(dim.toString());
    }
    return new TensorSpec(value.name(), value.type(), List.copyOf(dimensions));
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
        + (dimensions == null ? " of any shape" : "[" + String.join(", ", dimensions) + "]");
  }
}
