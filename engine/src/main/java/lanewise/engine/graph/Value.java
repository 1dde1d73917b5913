package lanewise.engine.graph;

import java.util.List;
import lanewise.kernels.ElementType;

/**
 * A graph's input or output.
 *
 * @param type the element type, or null when it is not declared
 * @param dims the dimensions, outermost first, or null when not even the rank is declared
 */
public record Value(String name, ElementType type, List<Dim> dims) {
  public Value {
    dims = dims == null ? null : List.copyOf(dims);
  }

  @Override
  public String toString() {
    return name + ": " + (type == null ? "?" : type.label()) + (dims == null ? "[?]" : dims);
  }
}
