package lanewise.engine.op.movement;

import java.util.Collections;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Dims;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Expand}: the input broadcast with a shape. */
final class ExpandOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    List<Dim> target = inference.elements(1);
    if (dims == null || target == null) {
      inferUnknown(inference, type, dims);
      return;
    }
    for (Dim dim : target) {
      if (dim.isKnown() && dim.value() < 0) {
        throw new InvalidNodeException("negative dimension in shape " + target);
      }
    }
    List<Dim> out = Dims.broadcast(dims, target);
    List<Dim> elements = inference.elements(0);
    boolean one = elements != null && elements.size() == 1 && out.size() == 1;
    if (one && out.getFirst().isKnown() && out.getFirst().value() <= Fact.MOST_ELEMENTS) {
      int count = (int) out.getFirst().value();
      inference.outputElements(0, type, out, Collections.nCopies(count, elements.getFirst()));
    } else {
      inference.output(0, type, out);
    }
  }

  private static void inferUnknown(Inference inference, ElementType type, List<Dim> dims) {
    List<Dim> shape = inference.input(1).dims();
    boolean rankKnown =
        dims != null && shape != null && shape.size() == 1 && shape.getFirst().isKnown();
    if (rankKnown && shape.getFirst().value() <= Fact.MOST_ELEMENTS) {
      inference.outputOfRank(0, type, Math.max(dims.size(), (int) shape.getFirst().value()));
    } else {
      inference.output(0, type, (List<Dim>) null);
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    Shape out = binding.outputShape(0);
    long[] dense = Strides.dense(in);
    long[] inStrides = new long[out.rank()];
    for (int axis = 0; axis < in.rank(); axis++) {
      inStrides[out.rank() - in.rank() + axis] = in.dim(axis) == 1 ? 0 : dense[axis];
    }
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
