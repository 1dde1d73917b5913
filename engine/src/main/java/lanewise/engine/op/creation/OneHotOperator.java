package lanewise.engine.op.creation;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code OneHot}; an index outside -depth to depth - 1 gives the off value alone. */
final class OneHotOperator implements Operator {
  private static int axis(long axis, int outRank) {
    return Inference.axis(axis, outRank);
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(2).type();
    List<Dim> indices = inference.input(0).dims();
    if (indices == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    int axis = axis(inference.attributes().integer("axis", -1), indices.size() + 1);
    Dim depth = depth(inference);
    List<Dim> out = new ArrayList<>(indices);
    out.add(axis, depth == null ? inference.unknown(0, axis) : depth);
    inference.output(0, type, out);
  }

  private static Dim depth(Inference inference) {
    Tensor constant = inference.constant(1);
    if (constant == null) {
      List<Dim> elements = inference.elements(1);
      return elements == null || elements.size() != 1 ? null : elements.getFirst();
    }
    if (constant.elementCount() != 1) {
      throw new InvalidNodeException("depth must be one number, found " + constant);
    }
    Elements.requireNumber(constant.type());
    long depth = Elements.integer(constant.type(), constant.segment(), 0);
    if (depth < 0) {
      throw new InvalidNodeException("depth is " + depth);
    }
    return Dim.of(depth);
  }

  @Override
  public List<Task> bind(Binding binding) {
    if (binding.inputShape(2).elementCount() != 2) {
      throw new InvalidNodeException(
          "values must be the off and the on value, found " + binding.input(2));
    }
    Elements.requireNumber(binding.inputType(0));
    int rank = binding.outputShape(0).rank();
    int axis = axis(binding.node().attributes().integer("axis", -1), rank);
    return List.of(
        new Fill(
            binding.input(0),
            binding.input(2),
            binding.output(0),
            AxisView.of(binding.outputShape(0), axis)));
  }

  private static final class Fill extends BlockTask {
    private final Tensor indices;
    private final Tensor values;
    private final Tensor out;
    private final AxisView view;
    private final int elementBytes;

    Fill(Tensor indices, Tensor values, Tensor out, AxisView view) {
      super(out.elementCount());
      this.indices = indices;
      this.values = values;
      this.out = out;
      this.view = view;
      this.elementBytes = Elements.bytes(out.type());
    }

    @Override
    protected void range(long start, long end) {
      long block = view.length() * view.inner();
      for (long i = start; i < end; i++) {
        long position = i / view.inner() % view.length();
        long at = i / block * view.inner() + i % view.inner();
        long index = Elements.integer(indices.type(), indices.segment(), at);
        long hot = index < 0 ? index + view.length() : index;
        int value = hot == position ? 1 : 0;
        Elements.copy(elementBytes, values.segment(), value, out.segment(), i);
      }
    }
  }
}
