package lanewise.engine.graph;

import java.util.List;
import lanewise.kernels.ElementType;

/**
 * A graph's input or output.
 *
 * @param kind what it is; a tensor where the model does not say
 * @param type the element type of a tensor of numbers, or null when it is not declared
 * @param dims the dimensions, outermost first, or null when not even the rank is declared
 */
public record Value(String name, ValueKind kind, ElementType type, List<Dim> dims) {
  public Value {
    dims = dims == null ? null : List.copyOf(dims);
  }

  /** A tensor of numbers. */
  public Value(String name, ElementType type, List<Dim> dims) {
    this(name, ValueKind.TENSOR, type, dims);
  }

  @Override
  public String toString() {
    if (kind != ValueKind.TENSOR) {
      return name + ": " + kind.label();
    }
    return name + ": " + (type == null ? "?" : type.label()) + (dims == null ? "[?]" : dims);
  }
}
