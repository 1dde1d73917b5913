package lanewise.engine;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Value;
import lanewise.engine.graph.ValueKind;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.OptionalValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * What a model says of one of its inputs or outputs.
 *
 * @param name the value's name
 * @param kind {@code tensor}, {@code string} (a tensor of them), {@code sequence}, {@code optional}
 *     or {@code map}
 * @param type the element type, or null when the model does not say
 * @param dimensions a number or a symbol each, outermost first, or null when the model does not say
 */
public record TensorSpec(String name, String kind, ElementType type, List<String> dimensions) {
  /** A tensor of numbers. */
  public TensorSpec(String name, ElementType type, List<String> dimensions) {
    this(name, ValueKind.TENSOR.label(), type, dimensions);
  }

  static List<TensorSpec> of(List<Value> values) {
    List<TensorSpec> specs = new ArrayList<>(values.size());
    for (Value value : values) {
      specs.add(of(value));
    }
    return List.copyOf(specs);
  }

  static TensorSpec of(Value value) {
    if (value.dims() == null) {
      return new TensorSpec(value.name(), value.kind().label(), value.type(), null);
    }
    List<String> dimensions = new ArrayList<>(value.dims().size());
    for (Dim dim : value.dims()) {
      dimensions.add(dim.toString());
    }
    return new TensorSpec(
        value.name(), value.kind().label(), value.type(), List.copyOf(dimensions));
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

  /** Throws unless {@code given} is of the value's kind, type, rank and known dimensions. */
  static void check(Value value, ModelValue given) {
    boolean fits =
        switch (given) {
          case TensorValue numbers -> {
            if (value.kind() == ValueKind.TENSOR) {
              check(value, numbers.tensor());
            }
            yield value.kind() == ValueKind.TENSOR || value.kind() == ValueKind.OPTIONAL;
          }
          case StringTensor strings ->
              value.kind() == ValueKind.STRINGS || value.kind() == ValueKind.OPTIONAL;
          case SequenceValue sequence ->
              value.kind() == ValueKind.SEQUENCE || value.kind() == ValueKind.OPTIONAL;
          case OptionalValue optional -> value.kind() == ValueKind.OPTIONAL;
          case MapValue map -> value.kind() == ValueKind.MAP;
        };
    if (!fits && !(value.kind() == ValueKind.TENSOR && isOpen(value))) {
      throw new IllegalArgumentException(
          "input '" + value.name() + "' must be " + of(value) + ", found " + given.describe());
    }
  }

  /** Whether the model says nothing of the value. */
  private static boolean isOpen(Value value) {
    return value.type() == null && value.dims() == null;
  }

  private static IllegalArgumentException mismatch(Value value, Tensor tensor) {
    return new IllegalArgumentException(
        "input '" + value.name() + "' must be " + of(value) + ", found " + tensor);
  }

  /** Such as {@code i64[batch, sequence]}. */
  @Override
  public String toString() {
    boolean tensor = kind.equals(ValueKind.TENSOR.label());
    if (!tensor && !kind.equals(ValueKind.STRINGS.label())) {
      return "a " + kind;
    }
    String label = type == null ? "any type" : type.label();
    return (tensor ? label : kind)
        + (dimensions == null ? " of any shape" : "[" + String.join(", ", dimensions) + "]");
  }
}
