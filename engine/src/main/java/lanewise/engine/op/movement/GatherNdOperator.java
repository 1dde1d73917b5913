package lanewise.engine.op.movement;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code GatherND}. */
final class GatherNdOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> data = inference.input(0).dims();
    List<Dim> indices = inference.input(1).dims();
    long batch = inference.attributes().integer("batch_dims", 0);
    if (data == null || indices == null || indices.isEmpty() || !indices.getLast().isKnown()) {
      if (indices != null && indices.isEmpty()) {
        throw new InvalidNodeException("indices must have at least one axis");
      }
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    long depth = indices.getLast().value();
    if (batch < 0 || batch >= indices.size() || depth < 1 || depth > data.size() - batch) {
      throw new InvalidNodeException(
          "indices " + indices + " do not fit data " + data + " with batch_dims " + batch);
    }
    for (int axis = 0; axis < batch; axis++) {
      boolean known = data.get(axis).isKnown() && indices.get(axis).isKnown();
      if (known && !data.get(axis).equals(indices.get(axis))) {
        throw new InvalidNodeException(
            "indices " + indices + " and data " + data + " differ in batch axis " + axis);
      }
    }
    List<Dim> out = new ArrayList<>(indices.subList(0, indices.size() - 1));
    out.addAll(data.subList((int) (batch + depth), data.size()));
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    int batch = Math.toIntExact(binding.node().attributes().integer("batch_dims", 0));
    return List.of(new Pick(binding, new TupleMap(binding, batch), batch));
  }

  private static final class Pick extends BlockTask {
    private final MemorySegment data;
    private final Tensor indices;
    private final MemorySegment out;
    private final TupleMap map;
    private final long tuplesPerBatch;
    private final long dataPerBatch;
    private final long sliceBytes;
    private final int elementBytes;

    Pick(Binding binding, TupleMap map, int batch) {
      super(tuples(binding, map), map.slice());
      this.data = binding.input(0).segment();
      this.indices = Indices.require(binding.input(1));
      this.out = binding.output(0).segment();
      this.map = map;
      long batches = Math.max(1, binding.inputShape(0).elementCount(0, batch));
      this.tuplesPerBatch = Math.max(1, tuples(binding, map) / batches);
      this.dataPerBatch = binding.inputShape(0).elementCount() / batches;
      this.elementBytes = Elements.bytes(binding.inputType(0));
      this.sliceBytes = map.slice() * elementBytes;
    }

    private static long tuples(Binding binding, TupleMap map) {
      return binding.outputShape(0).elementCount() == 0
          ? 0
          : binding.inputShape(1).elementCount() / map.depth();
    }

    @Override
    protected void range(long start, long end) {
      for (long tuple = start; tuple < end; tuple++) {
        long from = tuple / tuplesPerBatch * dataPerBatch + map.offset(indices, tuple);
        MemorySegment.copy(data, from * elementBytes, out, tuple * sliceBytes, sliceBytes);
      }
    }
  }
}
