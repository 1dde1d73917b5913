package lanewise.engine.op.selection;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Compress}: the slices along an axis, or the elements, that a condition selects. */
final class CompressOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    ElementType conditionType = inference.input(1).type();
    if (conditionType != null && conditionType != ElementType.BOOL) {
      throw new InvalidNodeException("the condition must be bool, found " + conditionType.label());
    }
    Tensor condition = inference.constant(1);
    Attributes attributes = inference.attributes();
    if (!attributes.has("axis")) {
      boolean known = condition != null && dims != null && inference.input(0).isConcrete();
      Dim count =
          known
              ? Dim.of(count(condition, inference.input(0).shape().elementCount()))
              : inference.unknown(0, 0);
      inference.output(0, type, List.of(count));
      return;
    }
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    int axis = Inference.axis(attributes.integer("axis", 0), dims.size());
    boolean known = condition != null && dims.get(axis).isKnown();
    List<Dim> out = new ArrayList<>(dims);
    out.set(
        axis,
        known ? Dim.of(count(condition, dims.get(axis).value())) : inference.unknown(0, axis));
    inference.output(0, type, out);
  }

  private static boolean selects(Tensor condition, long index) {
    return Elements.integer(ElementType.BOOL, condition.segment(), index) != 0;
  }

  /** How many are selected; a condition may be shorter than the axis, not select beyond it. */
  private static long count(Tensor condition, long length) {
    long count = 0;
    for (long i = 0; i < condition.elementCount(); i++) {
      if (selects(condition, i)) {
        if (i >= length) {
          throw new InvalidNodeException("the condition selects position " + i + " of " + length);
        }
        count++;
      }
    }
    return count;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    AxisView view =
        attributes.has("axis")
            ? AxisView.of(shape, Inference.axis(attributes.integer("axis", 0), shape.rank()))
            : new AxisView(1, shape.elementCount(), 1);
    return List.of(new Keep(binding.input(0), binding.input(1), binding.output(0), view));
  }

  private record Keep(Tensor in, Tensor condition, Tensor out, AxisView view) implements Task {
    @Override
    public int parts() {
      return out.elementCount() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      int elementBytes = Elements.bytes(in.type());
      long to = 0;
      for (long outer = 0; outer < view.outer(); outer++) {
        for (long i = 0; i < Math.min(condition.elementCount(), view.length()); i++) {
          if (selects(condition, i)) {
            long from = (outer * view.length() + i) * view.inner();
            for (long inner = 0; inner < view.inner(); inner++) {
              Elements.copy(elementBytes, in.segment(), from + inner, out.segment(), to++);
            }
          }
        }
      }
    }
  }
}
