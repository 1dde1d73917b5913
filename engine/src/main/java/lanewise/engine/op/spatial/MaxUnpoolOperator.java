package lanewise.engine.op.spatial;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code MaxUnpool}: puts values back where the indices of a {@code MaxPool} say, zero
 * elsewhere. Indices count in the shape that the attributes lead to; a larger {@code output_shape}
 * has it in its first corner.
 */
final class MaxUnpoolOperator implements Operator {
  private static long natural(WindowRule rule, int axis, long in) {
    long full =
        Math.addExact(Math.multiplyExact(in - 1, rule.strides()[axis]), rule.kernel()[axis]);
    long out = full - rule.pads()[axis] - rule.pads()[axis + rule.axes()];
    if (out < 0) {
      throw new InvalidNodeException("the padding of axis " + (axis + 2) + " leaves nothing");
    }
    return out;
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    inference.input(1);
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    WindowRule rule = WindowRule.of(inference.attributes(), dims.size() - 2, null);
    if (inference.hasInput(2)) {
      List<Dim> listed = inference.elements(2);
      if (listed == null) {
        inference.outputOfRank(0, type, dims.size());
        return;
      }
      inference.output(0, type, listed);
      return;
    }
    List<Dim> out = new ArrayList<>(dims.subList(0, 2));
    for (int axis = 0; axis < rule.axes(); axis++) {
      Dim dim = dims.get(axis + 2);
      out.add(
          dim.isKnown()
              ? Dim.of(natural(rule, axis, dim.value()))
              : inference.unknown(0, axis + 2));
    }
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    Shape out = binding.outputShape(0);
    WindowRule rule = WindowRule.of(binding.node().attributes(), in.rank() - 2, null);
    long[] natural = in.dimensions();
    boolean fits = out.rank() == in.rank() && binding.inputShape(1).equals(in);
    for (int axis = 0; axis < in.rank() && fits; axis++) {
      natural[axis] = axis < 2 ? in.dim(axis) : natural(rule, axis - 2, in.dim(axis));
      fits = natural[axis] <= out.dim(axis);
    }
    if (!fits || binding.inputType(1) != ElementType.INT64) {
      throw new InvalidNodeException(
          "values "
              + binding.input(0)
              + " and indices "
              + binding.input(1)
              + " cannot be unpooled to "
              + out);
    }
    return List.of(
        new Place(
            binding.input(0),
            binding.input(1).segment(),
            Shape.of(natural),
            binding.output(0),
            Strides.dense(out)));
  }

  /** One after the other, so that the last of two values for one place stays. */
  private record Place(
      Tensor in, MemorySegment indices, Shape natural, Tensor out, long[] outStrides)
      implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      out.segment().fill((byte) 0);
      int elementBytes = Elements.bytes(in.type());
      for (long i = 0; i < in.elementCount(); i++) {
        long index = indices.getAtIndex(JAVA_LONG_UNALIGNED, i);
        if (index < 0 || index >= natural.elementCount()) {
          throw new IndexOutOfBoundsException(
              "index " + index + " is outside 0 to " + (natural.elementCount() - 1));
        }
        long to = 0;
        for (int axis = natural.rank() - 1; axis >= 0; axis--) {
          to += index % natural.dim(axis) * outStrides[axis];
          index /= natural.dim(axis);
        }
        Elements.copy(elementBytes, in.segment(), i, out.segment(), to);
      }
    }
  }
}
