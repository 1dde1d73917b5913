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
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code LpNormalization}; a run of zeros stays zero. */
final class LpNormOperator implements Operator {
  private static long p(Attributes attributes) {
    long p = attributes.integer("p", 2);
    if (p != 1 && p != 2) {
      throw new InvalidNodeException("p must be 1 or 2, found " + p);
    }
    return p;
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    p(inference.attributes());
    if (dims != null) {
      Inference.axis(inference.attributes().integer("axis", -1), dims.size());
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public boolean mayOverwrite(int input) {
    return true;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    int axis = Inference.axis(attributes.integer("axis", -1), shape.rank());
    Elements.requireReal(binding.inputType(0));
    return List.of(
        new Lanes(
            binding.input(0), binding.output(0), AxisView.of(shape, axis), p(attributes) == 1));
  }

  private static final class Lanes extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final AxisView view;
    private final boolean absolute;

    Lanes(Tensor in, Tensor out, AxisView view, boolean absolute) {
      super(view.length() == 0 ? 0 : view.lanes(), view.length());
      this.in = in;
      this.out = out;
      this.view = view;
      this.absolute = absolute;
    }

    @Override
    protected void range(long first, long end) {
      for (long lane = first; lane < end; lane++) {
        lane(view.start(lane));
      }
    }

    private void lane(long start) {
      double sum = 0;
      for (long i = 0; i < view.length(); i++) {
        double x = Elements.real(in.type(), in.segment(), start + i * view.inner());
        sum += absolute ? Math.abs(x) : x * x;
      }
      double norm = absolute ? sum : Math.sqrt(sum);
      for (long i = 0; i < view.length(); i++) {
        long at = start + i * view.inner();
        double x = Elements.real(in.type(), in.segment(), at);
        Elements.setReal(out.type(), out.segment(), at, norm == 0 ? 0 : x / norm);
      }
    }
  }
}
