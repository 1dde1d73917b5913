package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Tile}. */
final class TileOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    List<Dim> repeats = inference.elements(1);
    if (dims == null || repeats == null) {
      inference.outputOfRank(0, type, dims == null ? -1 : dims.size());
      return;
    }
    if (repeats.size() != dims.size()) {
      throw new InvalidNodeException(repeats.size() + " repeats for an input " + dims);
    }
    List<Dim> out = new ArrayList<>(dims.size());
    for (int axis = 0; axis < dims.size(); axis++) {
      Dim repeat = repeats.get(axis);
      if (repeat.isKnown() && repeat.value() < 0) {
        throw new InvalidNodeException("negative number of repeats in " + repeats);
      }
      out.add(dims.get(axis).times(repeat));
    }
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    Shape out = binding.outputShape(0);
    if (out.elementCount() == 0) {
      return List.of();
    }
    int rank = in.rank();
    long[] inDense = Strides.dense(in);
    long[] outDense = Strides.dense(out);
    long[] dims = new long[2 * rank];
    long[] inStrides = new long[2 * rank];
    long[] outStrides = new long[2 * rank];
    for (int axis = 0; axis < rank; axis++) {
      dims[2 * axis] = out.dim(axis) / in.dim(axis);
      dims[2 * axis + 1] = in.dim(axis);
      inStrides[2 * axis + 1] = inDense[axis];
      outStrides[2 * axis] = outDense[axis] * in.dim(axis);
      outStrides[2 * axis + 1] = outDense[axis];
    }
    return List.of(
        StridedCopy.of(
            binding, dims, binding.input(0), 0, inStrides, binding.output(0), 0, outStrides));
  }
}
