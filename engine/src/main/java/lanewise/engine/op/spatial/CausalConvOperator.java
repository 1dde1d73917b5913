package lanewise.engine.op.spatial;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code CausalConvWithState}: each channel's own kernel over the positions up to the current
 * one, those before the first taken from the state.
 */
final class CausalConvOperator implements Operator {
  private static final int BIAS = 2;
  private static final int PAST = 3;

  private static boolean activates(Attributes attributes) {
    String activation = attributes.string("activation", "none");
    if (!List.of("none", "silu", "swish").contains(activation)) {
      throw new InvalidNodeException(
          "activation must be none, silu or swish, found '" + activation + "'");
    }
    return !activation.equals("none");
  }

  @Override
  public void infer(Inference inference) {
    activates(inference.attributes());
    ElementType type = inference.commonType(0, 1, BIAS, PAST);
    List<Dim> in = inference.input(0).dims();
    List<Dim> weights = inference.input(1).dims();
    if ((in != null && in.size() != 3) || (weights != null && weights.size() != 3)) {
      throw new InvalidNodeException(
          "expected input [N, C, L] and weights [C, 1, K], found " + in + " and " + weights);
    }
    inference.outputLike(0, type, 0);
    if (in == null || weights == null) {
      inference.outputOfRank(1, type, 3);
      return;
    }
    Dim kernel = weights.get(2);
    if (kernel.isKnown() && kernel.value() < 1) {
      throw new InvalidNodeException("the kernel of weights " + weights + " is empty");
    }
    inference.output(1, type, List.of(in.get(0), in.get(1), kernel.minus(Dim.of(1))));
  }

  @Override
  public List<Task> bind(Binding binding) {
    return List.of(new Channels(binding));
  }

  private static final class Channels extends BlockTask {
    private final Tensor in;
    private final Tensor weights;
    private final Tensor bias;
    private final Tensor past;
    private final Tensor out;
    private final Tensor present;
    private final long channels;
    private final long length;
    private final long kernel;
    private final boolean activates;

    Channels(Binding binding) {
      super(
          binding.inputShape(0).elementCount(0, 2),
          (binding.inputShape(0).dim(2) + 1) * binding.inputShape(1).dim(2));
      this.in = binding.input(0);
      this.weights = binding.input(1);
      this.bias = binding.hasInput(BIAS) ? binding.input(BIAS) : null;
      this.past = binding.hasInput(PAST) ? binding.input(PAST) : null;
      this.out = binding.hasOutput(0) ? binding.output(0) : null;
      this.present = binding.hasOutput(1) ? binding.output(1) : null;
      this.activates = activates(binding.node().attributes());
      this.channels = in.shape().dim(1);
      this.length = in.shape().dim(2);
      this.kernel = weights.shape().dim(2);
      Elements.requireReal(in.type());
      Shape state = Shape.of(in.shape().dim(0), channels, kernel - 1);
      boolean fits =
          weights.shape().equals(Shape.of(channels, 1, kernel))
              && (bias == null || bias.elementCount() == channels)
              && (past == null || past.shape().equals(state));
      if (!fits) {
        throw new InvalidNodeException(
            "input "
                + in
                + ", weights "
                + weights
                + ", bias "
                + bias
                + " and state "
                + past
                + " do not fit together");
      }
    }

    @Override
    protected void range(long start, long end) {
      for (long item = start; item < end; item++) {
        long channel = item % channels;
        double initial = bias == null ? 0 : Elements.real(bias.type(), bias.segment(), channel);
        for (long t = 0; t < length && out != null; t++) {
          double sum = initial;
          for (long k = 0; k < kernel; k++) {
            double weight = Elements.real(weights.type(), weights.segment(), channel * kernel + k);
            sum += weight * at(item, t + k);
          }
          double value = activates ? sum / (1 + Math.exp(-sum)) : sum;
          Elements.setReal(out.type(), out.segment(), item * length + t, value);
        }
        for (long k = 0; k < kernel - 1 && present != null; k++) {
          Elements.setReal(
              present.type(), present.segment(), item * (kernel - 1) + k, at(item, length + k));
        }
      }
    }

    /** An element of the state followed by the input. */
    private double at(long item, long position) {
      long before = kernel - 1;
      if (position >= before) {
        return Elements.real(in.type(), in.segment(), item * length + position - before);
      }
      return past == null
          ? 0
          : Elements.real(past.type(), past.segment(), item * before + position);
    }
  }
}
