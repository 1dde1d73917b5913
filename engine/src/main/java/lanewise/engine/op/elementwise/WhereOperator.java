package lanewise.engine.op.elementwise;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code Where}. */
final class WhereOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType condition = inference.input(0).type();
    if (condition != null && condition != ElementType.BOOL) {
      throw new InvalidNodeException("the condition must be bool, found " + condition.label());
    }
    ElementType type = inference.commonType(1, 2);
    List<Dim> dims = inference.broadcast(0, 1, 2);
    if (dims != null && dims.size() <= 1 && (dims.isEmpty() || dims.getFirst().isKnown())) {
      long count = dims.isEmpty() ? 1 : dims.getFirst().value();
      if (count <= lanewise.engine.op.Fact.MOST_ELEMENTS) {
        List<Dim> elements =
            ElementArithmetic.select(
                inference.elements(0),
                inference.elements(1),
                inference.elements(2),
                Math.toIntExact(count));
        inference.outputElements(0, type, dims, elements);
        return;
      }
    }
    inference.output(0, type, dims);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Broadcast broadcast =
        Broadcast.of(binding.inputShape(0), binding.inputShape(1), binding.inputShape(2));
    return List.of(
        binding
            .tier()
            .elementwise()
            .select(
                binding.inputType(1),
                broadcast,
                binding.input(0).segment(),
                binding.input(1).segment(),
                binding.input(2).segment(),
                binding.output(0).segment()));
  }
}
