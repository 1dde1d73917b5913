package lanewise.engine.op.movement;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code GatherElements}. */
final class GatherElementsOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    List<Dim> data = inference.input(0).dims();
    List<Dim> indices = inference.input(1).dims();
    if (data != null) {
      int axis = Inference.axis(inference.attributes().integer("axis", 0), data.size());
      PositionMap.requireInside(data, indices, axis);
    }
    if (data != null && indices != null && data.size() != indices.size()) {
      throw new InvalidNodeException(
          "data " + data + " and indices " + indices + " differ in rank");
    }
    inference.output(0, inference.input(0).type(), indices);
  }

  @Override
  public List<Task> bind(Binding binding) {
    int rank = binding.inputShape(0).rank();
    int axis = Inference.axis(binding.node().attributes().integer("axis", 0), rank);
    PositionMap map = new PositionMap(binding.inputShape(0), binding.inputShape(1), axis);
    return List.of(
        new Pick(binding.input(0), Indices.require(binding.input(1)), binding.output(0), map));
  }

  private static final class Pick extends BlockTask {
    private final Tensor data;
    private final Tensor indices;
    private final Tensor out;
    private final PositionMap map;
    private final int elementBytes;

    Pick(Tensor data, Tensor indices, Tensor out, PositionMap map) {
      super(out.elementCount());
      this.data = data;
      this.indices = indices;
      this.out = out;
      this.map = map;
      this.elementBytes = Elements.bytes(data.type());
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long index = Indices.at(indices, i, map.axisLength());
        Elements.copy(elementBytes, data.segment(), map.data(i, index), out.segment(), i);
      }
    }
  }
}
