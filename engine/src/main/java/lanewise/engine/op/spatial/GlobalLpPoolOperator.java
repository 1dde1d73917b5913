package lanewise.engine.op.spatial;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code GlobalLpPool}: the p-norm of each channel. */
final class GlobalLpPoolOperator implements Operator {
  private static long p(Attributes attributes) {
    long p = attributes.integer("p", 2);
    if (p < 1 || p > Integer.MAX_VALUE) {
      throw new InvalidNodeException("p must be at least 1, found " + p);
    }
    return p;
  }

  @Override
  public void infer(Inference inference) {
    p(inference.attributes());
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      inference.output(0, inference.input(0).type(), (List<Dim>) null);
      return;
    }
    if (dims.size() < 2) {
      throw new InvalidNodeException("expected [N, C, …], found " + dims);
    }
    List<Dim> out = new ArrayList<>(dims.subList(0, 2));
    for (int axis = 2; axis < dims.size(); axis++) {
      out.add(Dim.of(1));
    }
    inference.output(0, inference.input(0).type(), out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Shape shape = binding.inputShape(0);
    AxisView view = AxisView.of(shape, 2, shape.rank());
    long p = p(binding.node().attributes());
    return List.of(new Norms(view, p, binding.input(0), binding.output(0)));
  }

  private static final class Norms extends BlockTask {
    private final long length;
    private final double p;
    private final Tensor in;
    private final Tensor out;

    Norms(AxisView view, double p, Tensor in, Tensor out) {
      super(view.outer(), view.length());
      this.length = view.length();
      this.p = p;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long plane = start; plane < end; plane++) {
        double sum = 0;
        for (long i = plane * length; i < (plane + 1) * length; i++) {
          double value = Math.abs(Elements.real(in.type(), in.segment(), i));
          sum += p == 1 ? value : p == 2 ? value * value : Math.pow(value, p);
        }
        double norm = p == 1 ? sum : p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / p);
        Elements.setReal(out.type(), out.segment(), plane, norm);
      }
    }
  }
}
