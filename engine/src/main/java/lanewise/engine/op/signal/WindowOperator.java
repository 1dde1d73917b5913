package lanewise.engine.op.signal;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX's windows: {@code constant - first · cos x + second · cos 2x}.
 *
 * @param constant mean of the window
 */
record WindowOperator(double constant, double first, double second) implements Operator {
  private static final long FLOAT = 1;

  @Override
  public void infer(Inference inference) {
    ElementType type = DataTypes.of(inference.attributes().integer("output_datatype", FLOAT));
    Elements.requireNumber(type);
    inference.input(0);
    List<Dim> size = inference.elements(0);
    if (size == null) {
      inference.outputOfRank(0, type, 1);
      return;
    }
    boolean right = size.size() == 1 && !(size.getFirst().isKnown() && size.getFirst().value() < 0);
    if (!right) {
      throw new InvalidNodeException("the size must be one number from 0 on, found " + size);
    }
    inference.output(0, type, List.of(size.getFirst()));
  }

  @Override
  public List<Task> bind(Binding binding) {
    boolean periodic = binding.node().attributes().integer("periodic", 1) != 0;
    return List.of(new Cosines(this, binding.output(0), periodic));
  }

  private static final class Cosines extends BlockTask {
    private final WindowOperator window;
    private final Tensor out;
    private final double period;

    Cosines(WindowOperator window, Tensor out, boolean periodic) {
      super(out.elementCount(), 16);
      this.window = window;
      this.out = out;
      this.period = Math.max(1, periodic ? out.elementCount() : out.elementCount() - 1);
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        double x = 2 * Math.PI * i / period;
        double value =
            window.constant - window.first * Math.cos(x) + window.second * Math.cos(2 * x);
        Elements.setReal(out.type(), out.segment(), i, out.elementCount() == 1 ? 1 : value);
      }
    }
  }
}
