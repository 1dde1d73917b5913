package lanewise.engine.op.elementwise;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code SwiGLU}: {@code a · sigmoid(alpha · a) · b}. */
final class SwigluOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.outputLike(0, inference.commonType(0, 1), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    if (!binding.inputShape(0).equals(binding.inputShape(1))) {
      throw new InvalidNodeException(
          "gate " + binding.input(0) + " and value " + binding.input(1) + " differ in shape");
    }
    double alpha = binding.node().attributes().real("alpha", 1);
    return List.of(new Gate(binding.input(0), binding.input(1), binding.output(0), alpha));
  }

  private static final class Gate extends BlockTask {
    private final Tensor gate;
    private final Tensor value;
    private final Tensor out;
    private final double alpha;

    Gate(Tensor gate, Tensor value, Tensor out, double alpha) {
      super(gate.elementCount());
      this.gate = gate;
      this.value = value;
      this.out = out;
      this.alpha = alpha;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        double a = Elements.real(gate.type(), gate.segment(), i);
        double b = Elements.real(value.type(), value.segment(), i);
        Elements.setReal(out.type(), out.segment(), i, a / (1 + Math.exp(-alpha * a)) * b);
      }
    }
  }
}
