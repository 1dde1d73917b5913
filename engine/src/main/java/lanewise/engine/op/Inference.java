package lanewise.engine.op;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** One node's question {@link Operator#infer}: facts about inputs in, facts about outputs out. */
public final class Inference {
  private static final int MOST_AXES = 64;

  private final Node node;
  private final Fact[] inputs;
  private final Fact[] outputs;

  /**
   * @param inputs a fact an input; null for absent ones
   */
  public Inference(Node node, Fact[] inputs) {
    this.node = node;
    this.inputs = inputs;
    this.outputs = new Fact[node.outputs().size()];
  }

  public Node node() {
    return node;
  }

  public Attributes attributes() {
    return node.attributes();
  }

  public int inputCount() {
    return inputs.length;
  }

  public int outputCount() {
    return outputs.length;
  }

  public boolean hasInput(int index) {
    return index < inputs.length && inputs[index] != null;
  }

  /** What is known of a required input. */
  public Fact input(int index) {
    if (!hasInput(index)) {
      throw new InvalidNodeException("input " + index + " is missing");
    }
    return inputs[index];
  }

  /** The input's value, or null when it is not known yet or the input is absent. */
  public Tensor constant(int index) {
    return hasInput(index) ? inputs[index].constant() : null;
  }

  /** The input's integers as far as they are known, or null. */
  public List<Dim> elements(int index) {
    return hasInput(index) ? inputs[index].elements() : null;
  }

  /** The known integers of an input, or null when they are not all known; absent gives null too. */
  public long[] integers(int index) {
    Tensor constant = constant(index);
    if (constant != null) {
      return Integers.read(constant);
    }
    List<Dim> elements = elements(index);
    if (elements == null) {
      return null;
    }
    long[] integers = new long[elements.size()];
    for (int i = 0; i < integers.length; i++) {
      if (!elements.get(i).isKnown()) {
        return null;
      }
      integers[i] = elements.get(i).value();
    }
    return integers;
  }

  /** The rank of an input, or -1 when it is not known. */
  public int rank(int index) {
    List<Dim> dims = input(index).dims();
    return dims == null ? -1 : dims.size();
  }

  /** An axis from -rank to rank - 1, made non-negative. */
  public static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new InvalidNodeException("axis " + axis + " is outside -" + rank + " to " + (rank - 1));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Says what output {@code index} will be. {@code dims} null: unknown rank. */
  public void output(int index, ElementType type, List<Dim> dims) {
    set(index, Fact.of(type, dims));
  }

  public void output(int index, ElementType type, Shape shape) {
    set(index, Fact.of(type, shape));
  }

  /** Says that the output's rank is known but not its dimensions; a negative rank is unknown. */
  public void outputOfRank(int index, ElementType type, int rank) {
    if (rank < 0) {
      output(index, type, (List<Dim>) null);
      return;
    }
    List<Dim> dims = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      dims.add(unknown(index, axis));
    }
    output(index, type, dims);
  }

  /** A symbol of its own for a dimension of an output that is not known. */
  public Dim unknown(int index, int axis) {
    return Dim.symbol(node.output(index) + "#" + axis);
  }

  /** Says what a small integer output holds, as far as it is known. */
  public void outputElements(int index, ElementType type, List<Dim> dims, List<Dim> elements) {
    boolean tracked = elements != null && elements.size() <= Fact.MOST_ELEMENTS;
    set(index, new Fact(type, List.copyOf(dims), null, tracked ? List.copyOf(elements) : null));
  }

  /** Says that an output is exactly what an input is. */
  public void outputSame(int index, int inputIndex) {
    set(index, input(inputIndex));
  }

  /** Says that an output has an input's dimensions. */
  public void outputLike(int index, ElementType type, int inputIndex) {
    set(index, Fact.of(type, input(inputIndex).dims()));
  }

  /** Says what an output's value is. */
  public void outputConstant(int index, Tensor value) {
    set(index, Fact.of(value));
  }

  /** The element type that all these inputs share, or null when it is not known. */
  public ElementType commonType(int... indices) {
    ElementType common = null;
    for (int index : indices) {
      ElementType type = hasInput(index) ? inputs[index].type() : null;
      if (common != null && type != null && common != type) {
        throw new InvalidNodeException(
            "input "
                + index
                + " must be "
                + common.label()
                + " as input "
                + indices[0]
                + " is, found "
                + type.label());
      }
      common = common == null ? type : common;
    }
    return common;
  }

  /** Sets a fact whose shape, where it is known, is one that a tensor can have. */
  private void set(int index, Fact fact) {
    if (fact.dims() != null && fact.dims().size() > MOST_AXES) {
      throw new InvalidNodeException(
          "output "
              + index
              + " would have "
              + fact.dims().size()
              + " axes, at most "
              + MOST_AXES
              + " are supported");
    }
    if (fact.isConcrete()) {
      fact.type().byteSize(fact.shape().elementCount());
    }
    if (index < outputs.length) {
      outputs[index] = fact;
    }
  }

  /** What was said of an output; nothing known when nothing was said. */
  public Fact outputFact(int index) {
    return outputs[index] == null ? Fact.of(null, (List<Dim>) null) : outputs[index];
  }

  /** The broadcast of several inputs' dimensions, or null while a rank is unknown. */
  public List<Dim> broadcast(int... indices) {
    List<Dim> out = List.of();
    for (int index : indices) {
      List<Dim> dims = input(index).dims();
      if (dims == null) {
        return null;
      }
      out = Dims.broadcast(out, dims);
    }
    return out;
  }
}
