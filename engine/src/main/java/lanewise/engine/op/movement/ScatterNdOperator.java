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

/** ONNX {@code ScatterND}: slices in the order of their indices. */
final class ScatterNdOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.commonType(0, 2);
    List<Dim> data = inference.input(0).dims();
    List<Dim> indices = inference.input(1).dims();
    List<Dim> updates = inference.input(2).dims();
    inference.outputLike(0, inference.input(0).type(), 0);
    if (data == null || indices == null || updates == null) {
      return;
    }
    if (indices.isEmpty()) {
      throw new InvalidNodeException("indices must have at least one axis");
    }
    if (!indices.getLast().isKnown()) {
      return;
    }
    long depth = indices.getLast().value();
    if (depth < 1 || depth > data.size()) {
      throw new InvalidNodeException("indices " + indices + " do not fit data " + data);
    }
    List<Dim> expected = new ArrayList<>(indices.subList(0, indices.size() - 1));
    expected.addAll(data.subList((int) depth, data.size()));
    boolean fits = expected.size() == updates.size();
    for (int axis = 0; fits && axis < expected.size(); axis++) {
      Dim x = expected.get(axis);
      Dim y = updates.get(axis);
      fits = !x.isKnown() || !y.isKnown() || x.equals(y);
    }
    if (!fits) {
      throw new InvalidNodeException("updates must be " + expected + ", found " + updates);
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    ScatterReduction reduction = ScatterReduction.of(binding.node().attributes());
    reduction.require(binding.inputType(0));
    List<Task> tasks = new ArrayList<>(CopyTask.of(binding.input(0), binding.output(0)));
    tasks.add(
        new Scatter(
            Indices.require(binding.input(1)),
            binding.input(2),
            binding.output(0),
            new TupleMap(binding, 0),
            reduction));
    return tasks;
  }

  private record Scatter(
      Tensor indices, Tensor updates, Tensor out, TupleMap map, ScatterReduction reduction)
      implements Task {
    @Override
    public int parts() {
      return updates.elementCount() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      long tuples = indices.elementCount() / map.depth();
      for (long tuple = 0; tuple < tuples; tuple++) {
        long to = map.offset(indices, tuple);
        for (long i = 0; i < map.slice(); i++) {
          reduction.apply(updates, tuple * map.slice() + i, out, to + i);
        }
      }
    }
  }
}
