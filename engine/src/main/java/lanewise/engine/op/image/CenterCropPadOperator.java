package lanewise.engine.op.image;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code CenterCropPad}: the middle of what is larger, zeros around what is smaller. */
final class CenterCropPadOperator implements Operator {
  private static int[] axes(Attributes attributes, int rank) {
    long[] axes = attributes.integers("axes");
    return Axes.of(axes == null ? Axes.all(rank) : axes, rank);
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    List<Dim> shape = inference.elements(1);
    inference.input(1);
    if (dims == null || shape == null) {
      inference.outputOfRank(0, type, dims == null ? -1 : dims.size());
      return;
    }
    int[] axes = axes(inference.attributes(), dims.size());
    if (axes.length != shape.size()) {
      throw new InvalidNodeException(shape.size() + " lengths for " + axes.length + " axes");
    }
    List<Dim> out = new ArrayList<>(dims);
    for (int i = 0; i < axes.length; i++) {
      if (shape.get(i).isKnown() && shape.get(i).value() < 0) {
        throw new InvalidNodeException("negative length in " + shape);
      }
      out.set(axes[i], shape.get(i));
    }
    inference.output(0, type, out);
  }

  /** Fills with zeros before the middle is copied. */
  private record Clear(Tensor out) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      out.segment().fill((byte) 0);
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    Shape out = binding.outputShape(0);
    long[] inStrides = Strides.dense(in);
    long[] outStrides = Strides.dense(out);
    long[] dims = new long[in.rank()];
    long from = 0;
    long to = 0;
    long count = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = Math.min(in.dim(axis), out.dim(axis));
      from += (in.dim(axis) - dims[axis]) / 2 * inStrides[axis];
      to += (out.dim(axis) - dims[axis]) / 2 * outStrides[axis];
      count *= dims[axis];
    }
    int elementBytes = Elements.bytes(binding.inputType(0));
    Task clear = new Clear(binding.output(0));
    if (count == 0) {
      return List.of(clear);
    }
    return List.of(
        clear,
        binding
            .tier()
            .movement()
            .copy(
                elementBytes,
                dims,
                binding.input(0).segment(),
                from * elementBytes,
                inStrides,
                binding.output(0).segment(),
                to * elementBytes,
                outStrides));
  }
}
