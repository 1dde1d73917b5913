package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Transpose}. */
final class TransposeOperator implements Operator {
  private static int[] permutation(Attributes attributes, int rank) {
    long[] listed = attributes.integers("perm");
    if (listed == null) {
      int[] reversed = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        reversed[axis] = rank - 1 - axis;
      }
      return reversed;
    }
    if (listed.length != rank) {
      throw new InvalidNodeException(
          "perm lists " + listed.length + " axes, the input has " + rank);
    }
    return Axes.of(listed, rank);
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      long[] listed = inference.attributes().integers("perm");
      inference.outputOfRank(0, inference.input(0).type(), listed == null ? -1 : listed.length);
      return;
    }
    List<Dim> out = new ArrayList<>(dims.size());
    for (int axis : permutation(inference.attributes(), dims.size())) {
      out.add(dims.get(axis));
    }
    inference.output(0, inference.input(0).type(), out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    int[] permutation = permutation(binding.node().attributes(), in.rank());
    long[] dense = Strides.dense(in);
    long[] inStrides = new long[in.rank()];
    for (int axis = 0; axis < inStrides.length; axis++) {
      inStrides[axis] = dense[permutation[axis]];
    }
    Shape out = binding.outputShape(0);
    return List.of(
        StridedCopy.of(
            binding,
            out.dimensions(),
            binding.input(0),
            0,
            inStrides,
            binding.output(0),
            0,
            Strides.dense(out)));
  }
}
