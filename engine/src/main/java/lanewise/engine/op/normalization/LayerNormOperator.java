package lanewise.engine.op.normalization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code LayerNormalization} and {@code RMSNormalization}.
 *
 * @param centred whether the mean is taken off first
 */
record LayerNormOperator(boolean centred) implements Operator {
  private static final long FLOAT = 1;

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    inference.input(1);
    inference.outputLike(0, type, 0);
    List<Dim> dims = inference.input(0).dims();
    ElementType stash = DataTypes.of(inference.attributes().integer("stash_type", FLOAT));
    if (dims == null) {
      inference.output(1, stash, (List<Dim>) null);
      inference.output(2, stash, (List<Dim>) null);
      return;
    }
    int axis = axis(inference.attributes(), dims.size());
    List<Dim> statistics = new ArrayList<>(dims.subList(0, axis));
    for (int i = axis; i < dims.size(); i++) {
      statistics.add(Dim.of(1));
    }
    inference.output(1, stash, statistics);
    inference.output(2, stash, statistics);
  }

  private static int axis(Attributes attributes, int rank) {
    return Inference.axis(attributes.integer("axis", -1), rank);
  }

  @Override
  public boolean mayOverwrite(int input) {
    return input == 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    AxisView view = AxisView.of(shape, axis(attributes, shape.rank()), shape.rank());
    float epsilon = attributes.real("epsilon", 1e-5f);
    Tensor scale = parameter(binding, 1, view.length());
    Tensor bias = centred && binding.hasInput(2) ? parameter(binding, 2, view.length()) : null;
    boolean plain =
        binding.inputType(0) == ElementType.FLOAT32
            && scale.type() == ElementType.FLOAT32
            && scale.elementCount() == view.length()
            && (bias == null || bias.elementCount() == view.length())
            && !binding.hasOutput(1)
            && !binding.hasOutput(2);
    if (!plain) {
      return List.of(new Rows(binding, view, centred, epsilon, scale, bias));
    }
    int rows = Math.toIntExact(view.outer());
    int columns = Math.toIntExact(view.length());
    MatrixView in = MatrixView.dense(binding.input(0).segment(), rows, columns);
    MatrixView out = MatrixView.dense(binding.output(0).segment(), rows, columns);
    MemorySegment biasMemory = bias == null ? null : bias.segment();
    return List.of(
        centred
            ? binding.tier().rows().layerNorm(in, scale.segment(), biasMemory, epsilon, out)
            : binding.tier().rows().rmsNorm(in, scale.segment(), epsilon, out));
  }

  private static Tensor parameter(Binding binding, int input, long columns) {
    Tensor tensor = binding.input(input);
    Elements.requireReal(tensor.type());
    if (tensor.elementCount() != columns && tensor.elementCount() != 1) {
      throw new InvalidNodeException(
          "input " + input + " must have " + columns + " elements or one, found " + tensor);
    }
    return tensor;
  }

  private static final class Rows extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final Tensor mean;
    private final Tensor inverse;
    private final long columns;
    private final boolean centred;
    private final float epsilon;
    private final Tensor scale;
    private final Tensor bias;

    Rows(
        Binding binding, AxisView view, boolean centred, float epsilon, Tensor scale, Tensor bias) {
      super(view.length() == 0 ? 0 : view.outer(), view.length());
      this.in = binding.input(0);
      this.out = binding.output(0);
      this.mean = binding.hasOutput(1) ? binding.output(1) : null;
      this.inverse = binding.hasOutput(2) ? binding.output(2) : null;
      this.columns = view.length();
      this.centred = centred;
      this.epsilon = epsilon;
      this.scale = scale;
      this.bias = bias;
      Elements.requireReal(in.type());
    }

    @Override
    protected void range(long start, long end) {
      for (long row = start; row < end; row++) {
        row(row);
      }
    }

    private void row(long row) {
      long first = row * columns;
      double sum = 0;
      for (long i = 0; i < columns && centred; i++) {
        sum += Elements.real(in.type(), in.segment(), first + i);
      }
      double average = sum / columns;
      double squares = 0;
      for (long i = 0; i < columns; i++) {
        double difference = Elements.real(in.type(), in.segment(), first + i) - average;
        squares += difference * difference;
      }
      double factor = 1 / Math.sqrt(squares / columns + epsilon);
      for (long i = 0; i < columns; i++) {
        double value = (Elements.real(in.type(), in.segment(), first + i) - average) * factor;
        value *= parameter(scale, i);
        value += bias == null ? 0 : parameter(bias, i);
        Elements.setReal(out.type(), out.segment(), first + i, value);
      }
      if (mean != null) {
        Elements.setReal(mean.type(), mean.segment(), row, average);
      }
      if (inverse != null) {
        Elements.setReal(inverse.type(), inverse.segment(), row, factor);
      }
    }

    private static double parameter(Tensor tensor, long index) {
      return Elements.real(tensor.type(), tensor.segment(), tensor.elementCount() == 1 ? 0 : index);
    }
  }
}
