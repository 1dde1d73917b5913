package lanewise.engine.op.sequence;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Inference;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code ConcatFromSequence}: a sequence's tensors along one of their axes, or a new one. */
final class ConcatFromSequenceOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    if (!attributes.has("axis")) {
      throw new InvalidNodeException("attribute 'axis' is missing");
    }
    boolean stacks = attributes.integer("new_axis", 0) != 0;
    List<Tensor> parts = parts(call);
    Shape first = parts.getFirst().shape();
    int axis = Inference.axis(attributes.integer("axis", 0), first.rank() + (stacks ? 1 : 0));
    long length = 0;
    for (Tensor part : parts) {
      boolean fits =
          part.type() == parts.getFirst().type()
              && (stacks
                  ? part.shape().equals(first)
                  : part.shape().rank() == first.rank()
                      && AxisCopy.with(part.shape(), axis, 1)
                          .equals(AxisCopy.with(first, axis, 1)));
      if (!fits) {
        throw new InvalidNodeException(
            part + " and " + parts.getFirst() + " cannot be joined along axis " + axis);
      }
      length = Math.addExact(length, stacks ? 1 : part.shape().dim(axis));
    }
    Shape shape =
        stacks ? AxisCopy.inserted(first, axis, length) : AxisCopy.with(first, axis, length);
    Tensor out = call.newTensor(parts.getFirst().type(), shape);
    AxisView outView = AxisView.of(shape, axis);
    long to = 0;
    for (Tensor part : parts) {
      long count = stacks ? 1 : part.shape().dim(axis);
      AxisView view = new AxisView(outView.outer(), count, outView.inner());
      AxisCopy.copy(part, view, 0, out, outView, to, count);
      to += count;
    }
    call.give(0, out);
  }

  private static List<Tensor> parts(ValueCall call) {
    List<Tensor> parts = new ArrayList<>();
    for (ModelValue value : call.sequence(0).values()) {
      if (!(value instanceof TensorValue numbers)) {
        throw InvalidNodeException.unsupported(
            "only tensors of numbers are supported here, found " + value.describe());
      }
      parts.add(numbers.tensor());
    }
    if (parts.isEmpty()) {
      throw new InvalidNodeException("the sequence is empty");
    }
    return parts;
  }
}
