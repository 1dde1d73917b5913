package lanewise.engine.op.loss;

import java.util.ArrayList;
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
import lanewise.kernels.Tensor;

/**
 * ONNX {@code NegativeLogLikelihoodLoss} and {@code SoftmaxCrossEntropyLoss} of {@code [N, C, …]}.
 *
 * @param softmax whether scores become logarithms of probabilities first
 */
record ClassLossOperator(boolean softmax) implements Operator {
  private static final int WEIGHTS = 2;
  private static final int LOG_PROBABILITIES = 1;

  enum Reduction {
    NONE,
    SUM,
    MEAN;

    static Reduction of(Attributes attributes) {
      String name = attributes.string("reduction", "mean");
      return switch (name) {
        case "none" -> NONE;
        case "sum" -> SUM;
        case "mean" -> MEAN;
        default ->
            throw new InvalidNodeException(
                "reduction must be none, sum or mean, found '" + name + "'");
      };
    }
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, WEIGHTS);
    List<Dim> dims = inference.input(0).dims();
    inference.input(1);
    if (dims != null && dims.size() < 2) {
      throw new InvalidNodeException("expected [N, C, …], found " + dims);
    }
    if (softmax) {
      inference.output(LOG_PROBABILITIES, type, dims);
    }
    if (Reduction.of(inference.attributes()) != Reduction.NONE) {
      inference.output(0, type, List.of());
      return;
    }
    List<Dim> out = dims == null ? null : new ArrayList<>(dims);
    if (out != null) {
      out.remove(1);
    }
    inference.output(0, type, out);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return Math.multiplyExact(2L * Double.BYTES, Math.max(1, sizing.inputShape(1).elementCount()));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Shape scores = binding.inputShape(0);
    Tensor classes = binding.input(1);
    long[] expected = new long[scores.rank() - 1];
    for (int axis = 0; axis < expected.length; axis++) {
      expected[axis] = scores.dim(axis == 0 ? 0 : axis + 1);
    }
    boolean integer = classes.type() == ElementType.INT64 || classes.type() == ElementType.INT32;
    boolean weighted = binding.hasInput(WEIGHTS);
    if (!integer || !classes.shape().equals(Shape.of(expected))) {
      throw new InvalidNodeException(
          "classes must be i32 or i64 of shape " + Shape.of(expected) + ", found " + classes);
    }
    if (weighted && binding.inputShape(WEIGHTS).elementCount() != scores.dim(1)) {
      throw new InvalidNodeException(
          "weights must have " + scores.dim(1) + " elements, found " + binding.input(WEIGHTS));
    }
    ClassLosses losses = new ClassLosses(binding, softmax);
    return binding.hasOutput(0)
        ? List.of(
            losses,
            new LossReduction(
                Reduction.of(binding.node().attributes()),
                binding.scratch(),
                classes.elementCount(),
                binding.output(0)))
        : List.of(losses);
  }
}
