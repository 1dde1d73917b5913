package lanewise.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Value;
import lanewise.kernels.Tensor;

/**
 * The dimensions of a model's inputs that have the same name, and so must be the same number: the
 * optimizer relies on it. Immutable.
 */
final class SharedSymbols {
  private record Place(int input, int axis) {}

  private record Pair(String symbol, Place first, Place other) {}

  private final List<Value> inputs;
  private final Pair[] pairs;

  private SharedSymbols(List<Value> inputs, Pair[] pairs) {
    this.inputs = inputs;
    this.pairs = pairs;
  }

  static SharedSymbols of(List<Value> inputs) {
    Map<String, Place> firsts = new HashMap<>();
    List<Pair> pairs = new ArrayList<>();
    for (int input = 0; input < inputs.size(); input++) {
      List<Dim> dims = inputs.get(input).dims();
      for (int axis = 0; dims != null && axis < dims.size(); axis++) {
        if (dims.get(axis) instanceof Dim.Symbol symbol) {
          Place place = new Place(input, axis);
          Place first = firsts.putIfAbsent(symbol.name(), place);
          if (first != null) {
            pairs.add(new Pair(symbol.name(), first, place));
          }
        }
      }
    }
    return new SharedSymbols(inputs, pairs.toArray(new Pair[0]));
  }

  /** Throws unless equal names have equal sizes; the tensors have the declared ranks. */
  void check(Tensor[] tensors) {
    for (Pair pair : pairs) {
      if (tensors[pair.first.input] == null || tensors[pair.other.input] == null) {
        continue; // Not tensors of numbers.
      }
      long first = tensors[pair.first.input].shape().dim(pair.first.axis);
      long other = tensors[pair.other.input].shape().dim(pair.other.axis);
      if (first != other) {
        throw new IllegalArgumentException(
            "dimension '"
                + pair.symbol
                + "' is "
                + first
                + " in input '"
                + inputs.get(pair.first.input).name()
                + "' and "
                + other
                + " in input '"
                + inputs.get(pair.other.input).name()
                + "'");
      }
    }
  }
}
