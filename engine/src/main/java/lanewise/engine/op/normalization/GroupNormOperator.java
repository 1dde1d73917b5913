package lanewise.engine.op.normalization;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code InstanceNormalization} and {@code GroupNormalization}: each group of channels of each
 * entry by its own mean and variance.
 *
 * @param instance whether each channel is a group
 * @param scalePerGroup whether scale and bias have one value a group, as in version 18, else one a
 *     channel
 */
record GroupNormOperator(boolean instance, boolean scalePerGroup) implements Operator {
  private long groups(Node node, long channels) {
    long groups = instance ? channels : node.attributes().integer("num_groups", 0);
    if (groups < 1 ? channels != 0 || !instance : channels % groups != 0) {
      throw new InvalidNodeException(
          "num_groups is " + groups + ", which does not divide " + channels + " channels");
    }
    return groups;
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() < 2) {
      throw new InvalidNodeException("expected [N, C, …], found " + dims);
    }
    if (dims != null && dims.get(1).isKnown()) {
      groups(inference.node(), dims.get(1).value());
    }
    inference.input(1);
    inference.input(2);
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public boolean mayOverwrite(int input) {
    return input == 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape shape = binding.inputShape(0);
    if (shape.elementCount() == 0) {
      return List.of();
    }
    long groups = groups(binding.node(), shape.dim(1));
    long parameters = scalePerGroup ? groups : shape.dim(1);
    for (int i = 1; i < 3; i++) {
      Elements.requireReal(binding.inputType(i));
      if (binding.inputShape(i).elementCount() != parameters) {
        throw new InvalidNodeException(
            "input " + i + " must have " + parameters + " elements, found " + binding.input(i));
      }
    }
    Elements.requireReal(binding.inputType(0));
    return List.of(new Groups(binding, groups, scalePerGroup));
  }

  private static final class Groups extends BlockTask {
    private final Tensor in;
    private final Tensor scale;
    private final Tensor bias;
    private final Tensor out;
    private final long groups;
    private final long channelsPerGroup;
    private final long inner;
    private final boolean scalePerGroup;
    private final float epsilon;

    Groups(Binding binding, long groups, boolean scalePerGroup) {
      super(
          binding.inputShape(0).dim(0) * groups,
          binding.inputShape(0).elementCount() / binding.inputShape(0).dim(0) / groups);
      Shape shape = binding.inputShape(0);
      this.in = binding.input(0);
      this.scale = binding.input(1);
      this.bias = binding.input(2);
      this.out = binding.output(0);
      this.groups = groups;
      this.channelsPerGroup = shape.dim(1) / groups;
      this.inner = shape.elementCount(2, shape.rank());
      this.scalePerGroup = scalePerGroup;
      this.epsilon = binding.node().attributes().real("epsilon", 1e-5f);
    }

    @Override
    protected void range(long start, long end) {
      for (long group = start; group < end; group++) {
        group(group);
      }
    }

    private void group(long item) {
      long length = channelsPerGroup * inner;
      long first = item * length;
      double mean = RowStatistics.mean(in, first, length);
      double variance = RowStatistics.variance(in, first, length, mean);
      double factor = 1 / Math.sqrt(variance + epsilon);
      for (long i = 0; i < length; i++) {
        long group = item % groups;
        long parameter = scalePerGroup ? group : group * channelsPerGroup + i / inner;
        double value = (Elements.real(in.type(), in.segment(), first + i) - mean) * factor;
        value *= Elements.real(scale.type(), scale.segment(), parameter);
        value += Elements.real(bias.type(), bias.segment(), parameter);
        Elements.setReal(out.type(), out.segment(), first + i, value);
      }
    }
  }
}
