package lanewise.engine.op.reduction;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code GlobalAveragePool} and {@code GlobalMaxPool}: one value a channel. */
record GlobalPoolOperator(ReduceOp op) implements Operator {
  @Override
  public void infer(Inference inference) {
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
    Shape shape = binding.inputShape(0);
    AxisView view = AxisView.of(shape, 2, shape.rank());
    return List.of(
        binding
            .tier()
            .reductions()
            .reduce(
                op,
                binding.inputType(0),
                binding.input(0).segment(),
                view.outer(),
                view.length(),
                1,
                binding.output(0).segment()));
  }
}
