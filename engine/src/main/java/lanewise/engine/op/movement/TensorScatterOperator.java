package lanewise.engine.op.movement;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code TensorScatter}: writes new rows into a cache, where each entry's index says. */
final class TensorScatterOperator implements Operator {
  private static boolean isCircular(Attributes attributes) {
    String mode = attributes.string("mode", "linear");
    if (!mode.equals("linear") && !mode.equals("circular")) {
      throw new InvalidNodeException("mode must be linear or circular, found '" + mode + "'");
    }
    return mode.equals("circular");
  }

  private static int axis(Attributes attributes, int rank) {
    int axis = Inference.axis(attributes.integer("axis", -2), rank);
    if (axis == 0) {
      throw new InvalidNodeException("the axis must not be the batch axis");
    }
    return axis;
  }

  @Override
  public void infer(Inference inference) {
    isCircular(inference.attributes());
    List<Dim> dims = inference.input(0).dims();
    if (dims != null) {
      axis(inference.attributes(), dims.size());
    }
    inference.outputLike(0, inference.commonType(0, 1), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape cache = binding.inputShape(0);
    Shape update = binding.inputShape(1);
    int axis = axis(attributes, cache.rank());
    boolean fits = cache.rank() == update.rank();
    for (int i = 0; i < cache.rank() && fits; i++) {
      fits = i == axis ? update.dim(i) <= cache.dim(i) : update.dim(i) == cache.dim(i);
    }
    Tensor indices = binding.hasInput(2) ? binding.input(2) : null;
    fits &=
        indices == null
            || (indices.type() == ElementType.INT64 && indices.elementCount() == cache.dim(0));
    if (!fits) {
      throw new InvalidNodeException(
          "update " + update + " at " + indices + " does not fit into cache " + cache);
    }

    return List.of(
        CopyTask.of(binding.input(0), binding.output(0)).getFirst(),
        new Place(binding.input(1), indices, binding.output(0), axis, isCircular(attributes)));
  }

  private record Place(Tensor update, Tensor indices, Tensor out, int axis, boolean circular)
      implements Task {
    @Override
    public int parts() {
      return update.elementCount() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      Shape shape = update.shape();
      long inner = shape.elementCount(axis + 1, shape.rank());
      long rows = shape.dim(axis);
      long room = out.shape().dim(axis);
      long outer = shape.elementCount(0, axis);
      long perEntry = outer / shape.dim(0);
      long bytes = inner * Elements.bytes(update.type());
      for (long i = 0; i < outer; i++) {
        long first =
            indices == null ? 0 : Elements.integer(indices.type(), indices.segment(), i / perEntry);
        if (first < 0 || first >= room || (!circular && first > room - rows)) {
          throw new IndexOutOfBoundsException(
              rows + " rows at index " + first + " do not fit into a cache of " + room);
        }
        for (long row = 0; row < rows; row++) {
          long to = (first + row) % room;
          MemorySegment.copy(
              update.segment(),
              (i * rows + row) * bytes,
              out.segment(),
              (i * room + to) * bytes,
              bytes);
        }
      }
    }
  }
}
