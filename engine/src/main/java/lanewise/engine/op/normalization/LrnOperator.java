package lanewise.engine.op.normalization;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code LRN}: each element by the squares of those in channels around its own. */
final class LrnOperator implements Operator {
  private static long size(Attributes attributes) {
    long size = attributes.integer("size", 0);
    if (size < 1) {
      throw new InvalidNodeException("size must be at least 1, found " + size);
    }
    return size;
  }

  @Override
  public void infer(Inference inference) {
    size(inference.attributes());
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() < 2) {
      throw new InvalidNodeException("expected [N, C, …], found " + dims);
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    return List.of(
        new Neighbours(binding.input(0), binding.output(0), binding.node().attributes()));
  }

  private static final class Neighbours extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final AxisView view;
    private final long before;
    private final long after;
    private final double factor;
    private final double beta;
    private final double bias;

    Neighbours(Tensor in, Tensor out, Attributes attributes) {
      super(in.elementCount(), Math.min(size(attributes), Math.max(1, in.shape().dim(1))));
      this.in = in;
      this.out = out;
      this.view = AxisView.of(in.shape(), 1);
      long size = size(attributes);
      this.before = (size - 1) / 2;
      this.after = size - 1 - before;
      this.factor = attributes.real("alpha", 1e-4f) / (double) size;
      this.beta = attributes.real("beta", 0.75f);
      this.bias = attributes.real("bias", 1);
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long channel = i / view.inner() % view.length();
        long first = Math.max(0, channel - before) - channel;
        long last = Math.min(view.length() - 1 - channel, after);
        double squares = 0;
        for (long step = first; step <= last; step++) {
          double x = Elements.real(in.type(), in.segment(), i + step * view.inner());
          squares += x * x;
        }
        double x = Elements.real(in.type(), in.segment(), i);
        Elements.setReal(out.type(), out.segment(), i, x / Math.pow(bias + factor * squares, beta));
      }
    }
  }
}
