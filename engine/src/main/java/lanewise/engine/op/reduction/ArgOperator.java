package lanewise.engine.op.reduction;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code ArgMax} and {@code ArgMin}. */
record ArgOperator(boolean greatest) implements Operator {
  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      inference.output(0, ElementType.INT64, (List<Dim>) null);
      return;
    }
    Attributes attributes = inference.attributes();
    int axis = Inference.axis(attributes.integer("axis", 0), dims.size());
    if (dims.get(axis).is(0)) {
      throw new InvalidNodeException("axis " + axis + " of " + dims + " has no elements");
    }
    List<Dim> out = new ArrayList<>(dims);
    out.remove(axis);
    if (attributes.integer("keepdims", 1) != 0) {
      out.add(axis, Dim.of(1));
    }
    inference.output(0, ElementType.INT64, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    int axis = Inference.axis(attributes.integer("axis", 0), binding.inputShape(0).rank());
    AxisView view = AxisView.of(binding.inputShape(0), axis);
    return List.of(
        binding
            .tier()
            .reductions()
            .argReduce(
                greatest,
                attributes.integer("select_last_index", 0) != 0,
                binding.inputType(0),
                binding.input(0).segment(),
                view.outer(),
                view.length(),
                view.inner(),
                binding.output(0).segment()));
  }
}
