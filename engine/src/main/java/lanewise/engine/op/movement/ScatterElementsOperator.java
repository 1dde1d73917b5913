package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code ScatterElements}, once {@code Scatter}: updates in the order of their indices. */
final class ScatterElementsOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.commonType(0, 2);
    List<Dim> data = inference.input(0).dims();
    List<Dim> indices = inference.input(1).dims();
    List<Dim> updates = inference.input(2).dims();
    if (data != null) {
      int axis = Inference.axis(inference.attributes().integer("axis", 0), data.size());
      PositionMap.requireInside(data, indices, axis);
    }
    if (indices != null && updates != null && indices.size() != updates.size()) {
      throw new InvalidNodeException(
          "updates " + updates + " must have the shape of the indices " + indices);
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    if (!binding.inputShape(1).equals(binding.inputShape(2))) {
      throw new InvalidNodeException(
          "updates "
              + binding.inputShape(2)
              + " must have the shape of the indices "
              + binding.inputShape(1));
    }
    int rank = binding.inputShape(0).rank();
    int axis = Inference.axis(binding.node().attributes().integer("axis", 0), rank);
    ScatterReduction reduction = ScatterReduction.of(binding.node().attributes());
    reduction.require(binding.inputType(0));
    List<Task> tasks = new ArrayList<>(CopyTask.of(binding.input(0), binding.output(0)));
    tasks.add(
        new Scatter(
            Indices.require(binding.input(1)),
            binding.input(2),
            binding.output(0),
            new PositionMap(binding.inputShape(0), binding.inputShape(1), axis),
            reduction));
    return tasks;
  }

  private record Scatter(
      Tensor indices, Tensor updates, Tensor out, PositionMap map, ScatterReduction reduction)
      implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      for (long i = 0; i < indices.elementCount(); i++) {
        long index = Indices.at(indices, i, map.axisLength());
        reduction.apply(updates, i, out, map.data(i, index));
      }
    }
  }
}
