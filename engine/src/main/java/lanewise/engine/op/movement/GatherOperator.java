package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Gather}: slices of the data along one axis. */
final class GatherOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> data = inference.input(0).dims();
    List<Dim> indices = inference.input(1).dims();
    if (data == null || indices == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    int axis = Inference.axis(inference.attributes().integer("axis", 0), data.size());
    List<Dim> out = new ArrayList<>(data.subList(0, axis));
    out.addAll(indices);
    out.addAll(data.subList(axis + 1, data.size()));
    List<Dim> elements = inference.elements(0);
    long[] chosen = indices.size() <= 1 && elements != null ? inference.integers(1) : null;
    if (chosen == null || data.size() != 1) {
      inference.output(0, type, out);
      return;
    }
    List<Dim> gathered = new ArrayList<>();
    for (long index : chosen) {
      gathered.add(elements.get(Inference.axis(index, elements.size())));
    }
    inference.outputElements(0, type, out, gathered);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape data = binding.inputShape(0);
    int axis = Inference.axis(binding.node().attributes().integer("axis", 0), data.rank());
    long slice = data.elementCount(axis + 1, data.rank());
    return List.of(
        binding
            .tier()
            .movement()
            .gather(
                binding.input(0).segment(),
                data.elementCount(0, axis),
                data.dim(axis),
                Math.multiplyExact(slice, (long) Elements.bytes(binding.inputType(0))),
                binding.inputType(1),
                binding.input(1).segment(),
                binding.inputShape(1).elementCount(),
                binding.output(0).segment()));
  }
}
