package lanewise.engine.op.normalization;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code BatchNormalization}: by given means and variances, one a channel, or in training by
 * the batch's own.
 */
final class BatchNormOperator implements Operator {
  private static final int FIRST_THAT_TRAINS = 14;

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.isEmpty()) {
      throw new InvalidNodeException("expected [N, C, …], found a scalar");
    }
    for (int i = 1; i < 5; i++) {
      inference.input(i);
    }
    inference.outputLike(0, inference.input(0).type(), 0);
    if (trains(inference.node())) {
      inference.outputLike(1, inference.input(3).type(), 3);
      inference.outputLike(2, inference.input(4).type(), 4);
    }
  }

  private static boolean trains(Node node) {
    return node.version() >= FIRST_THAT_TRAINS
        && node.attributes().integer("training_mode", 0) != 0;
  }

  @Override
  public boolean mayOverwrite(int input) {
    return input == 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape shape = binding.inputShape(0);
    AxisView view = shape.rank() == 1 ? new AxisView(shape.dim(0), 1, 1) : AxisView.of(shape, 1);
    Tensor[] parameters = new Tensor[4];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = binding.input(i + 1);
      Elements.requireReal(parameters[i].type());
      if (parameters[i].elementCount() != view.length()) {
        throw new InvalidNodeException(
            "input "
                + (i + 1)
                + " must have "
                + view.length()
                + " elements, found "
                + parameters[i]);
      }
    }
    Elements.requireReal(binding.inputType(0));
    for (int i = 1; i < binding.node().outputs().size(); i++) {
      if (binding.hasOutput(i) && !trains(binding.node())) {
        throw new InvalidNodeException("output " + i + " is there in training alone");
      }
    }
    float epsilon = binding.node().attributes().real("epsilon", 1e-5f);
    if (trains(binding.node())) {
      Tensor[] outs = new Tensor[3];
      for (int i = 0; i < outs.length; i++) {
        outs[i] = binding.hasOutput(i) ? binding.output(i) : null;
      }
      float momentum = binding.node().attributes().real("momentum", 0.9f);
      return List.of(
          new BatchNormTraining(binding.input(0), parameters, outs, view, epsilon, momentum));
    }
    return List.of(new Channels(binding.input(0), binding.output(0), parameters, view, epsilon));
  }

  private static final class Channels extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final Tensor[] parameters;
    private final AxisView view;
    private final float epsilon;

    Channels(Tensor in, Tensor out, Tensor[] parameters, AxisView view, float epsilon) {
      super(in.elementCount() == 0 ? 0 : view.outer() * view.length(), view.inner());
      this.in = in;
      this.out = out;
      this.parameters = parameters;
      this.view = view;
      this.epsilon = epsilon;
    }

    @Override
    protected void range(long start, long end) {
      for (long item = start; item < end; item++) {
        long channel = item % view.length();
        double mean = parameter(2, channel);
        double factor = parameter(0, channel) / Math.sqrt(parameter(3, channel) + epsilon);
        double bias = parameter(1, channel);
        for (long i = item * view.inner(); i < (item + 1) * view.inner(); i++) {
          double x = Elements.real(in.type(), in.segment(), i);
          Elements.setReal(out.type(), out.segment(), i, (x - mean) * factor + bias);
        }
      }
    }

    private double parameter(int index, long channel) {
      Tensor tensor = parameters[index];
      return Elements.real(tensor.type(), tensor.segment(), channel);
    }
  }
}
