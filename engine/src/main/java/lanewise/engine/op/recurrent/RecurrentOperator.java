package lanewise.engine.op.recurrent;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code RNN}, {@code GRU} and {@code LSTM}. */
record RecurrentOperator(Kind kind) implements Operator {
  enum Kind {
    RNN(1),
    GRU(3),
    LSTM(4);

    private final int gates;

    Kind(int gates) {
      this.gates = gates;
    }

    int gates() {
      return gates;
    }

    List<String> functions() {
      return switch (this) {
        case RNN -> List.of("Tanh");
        case GRU -> List.of("Sigmoid", "Tanh");
        case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
      };
    }
  }

  /**
   * The sizes of one node.
   *
   * @param batchFirst whether the batch is the first axis, before time
   */
  record Sizes(
      long steps, long batch, long input, long hidden, int directions, boolean batchFirst) {
    static Sizes of(Sizing sizing, Kind kind) {
      Attributes attributes = sizing.node().attributes();
      Shape in = sizing.inputShape(0);
      Shape r = sizing.inputShape(2);
      int directions = RecurrentOperator.directions(attributes);
      boolean batchFirst = RecurrentOperator.batchFirst(attributes);
      long hidden = r.dim(2);
      Sizes sizes =
          new Sizes(
              in.dim(batchFirst ? 1 : 0),
              in.dim(batchFirst ? 0 : 1),
              in.dim(2),
              hidden,
              directions,
              batchFirst);
      long rows = Math.multiplyExact(kind.gates(), hidden);
      require(sizing, 1, Shape.of(directions, rows, sizes.input()));
      require(sizing, 2, Shape.of(directions, rows, hidden));
      require(sizing, 3, Shape.of(directions, Math.multiplyExact(2, rows)));
      require(sizing, 4, Shape.of(sizes.batch()));
      require(sizing, 5, sizes.state());
      if (kind == Kind.LSTM) {
        require(sizing, 6, sizes.state());
        require(sizing, 7, Shape.of(directions, Math.multiplyExact(3, hidden)));
      }
      return sizes;
    }

    Shape state() {
      return batchFirst ? Shape.of(batch, directions, hidden) : Shape.of(directions, batch, hidden);
    }

    private static void require(Sizing sizing, int input, Shape expected) {
      if (sizing.hasInput(input) && !sizing.inputShape(input).equals(expected)) {
        throw new InvalidNodeException(
            "input " + input + " must be " + expected + ", found " + sizing.inputShape(input));
      }
    }
  }

  private static int directions(Attributes attributes) {
    String direction = attributes.string("direction", "forward");
    return switch (direction) {
      case "forward", "reverse" -> 1;
      case "bidirectional" -> 2;
      default ->
          throw new InvalidNodeException(
              "direction must be forward, reverse or bidirectional, found '" + direction + "'");
    };
  }

  private static boolean batchFirst(Attributes attributes) {
    long layout = attributes.integer("layout", 0);
    if (layout != 0 && layout != 1) {
      throw new InvalidNodeException("layout must be 0 or 1, found " + layout);
    }
    return layout == 1;
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public void infer(Inference inference) {
    Attributes attributes = inference.attributes();
    ElementType type = inference.commonType(0, 1, 2, 3, 5);
    if (type != null) {
      Elements.requireReal(type);
    }
    Dim directions = Dim.of(directions(attributes));
    GateFunction.of(attributes, kind.functions(), directions(attributes));
    boolean batchFirst = RecurrentOperator.batchFirst(attributes);
    List<Dim> in = inference.input(0).dims();
    List<Dim> w = inference.input(1).dims();
    List<Dim> r = inference.input(2).dims();
    int outputs = kind == Kind.LSTM ? 3 : 2;
    if (in == null || r == null) {
      for (int i = 0; i < outputs; i++) {
        inference.outputOfRank(i, type, i == 0 ? 4 : 3);
      }
      return;
    }
    if (in.size() != 3 || r.size() != 3 || (w != null && w.size() != 3)) {
      throw new InvalidNodeException(
          "expected input, W and R of rank 3, found " + in + ", " + w + " and " + r);
    }
    Dim hidden = r.get(2);
    long listed = attributes.integer("hidden_size", hidden.isKnown() ? hidden.value() : 0);
    if (hidden.isKnown() && hidden.value() != listed) {
      throw new InvalidNodeException("hidden_size is " + listed + ", R says " + hidden);
    }
    Dim steps = in.get(batchFirst ? 1 : 0);
    Dim batch = in.get(batchFirst ? 0 : 1);
    inference.output(
        0,
        type,
        batchFirst
            ? List.of(batch, steps, directions, hidden)
            : List.of(steps, directions, batch, hidden));
    for (int i = 1; i < outputs; i++) {
      inference.output(
          i,
          type,
          batchFirst ? List.of(batch, directions, hidden) : List.of(directions, batch, hidden));
    }
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    Sizes sizes = Sizes.of(sizing, kind);
    long lanes = Math.multiplyExact(sizes.batch(), (long) sizes.directions());
    long lane = Math.multiplyExact(sizes.hidden(), kind.gates() + 3L);
    return Math.multiplyExact(Double.BYTES, Math.multiplyExact(lanes, lane));
  }

  @Override
  public List<Task> bind(Binding binding) {
    ElementType lengths = binding.hasInput(4) ? binding.inputType(4) : ElementType.INT32;
    if (lengths != ElementType.INT32) {
      throw new InvalidNodeException("sequence_lens must be i32, found " + lengths.label());
    }
    return List.of(new RecurrentTask(binding, kind, Sizes.of(binding, kind)));
  }
}
