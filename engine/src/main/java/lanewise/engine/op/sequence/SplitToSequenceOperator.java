package lanewise.engine.op.sequence;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code SplitToSequence}: parts along an axis, of given sizes, of one size, or single. */
final class SplitToSequenceOperator implements ValueOperator {
  /** What an element of a sequence takes of the heap, about. */
  private static final long ELEMENT_BYTES = 512;

  @Override
  public void run(ValueCall call) {
    Tensor in = call.tensor(0);
    int axis = Inference.axis(call.node().attributes().integer("axis", 0), in.shape().rank());
    long length = in.shape().dim(axis);
    boolean single = !call.hasInput(1);
    boolean keeps = !single || call.node().attributes().integer("keepdims", 1) != 0;
    long[] sizes = single ? sizes(length, 1) : sizes(call.tensor(1), length);
    AxisView view = AxisView.of(in.shape(), axis);
    List<ModelValue> parts = new ArrayList<>(sizes.length);
    long from = 0;
    for (long size : sizes) {
      Shape shape = AxisCopy.with(in.shape(), axis, size);
      Tensor part = call.newTensor(in.type(), keeps ? shape : AxisCopy.without(shape, axis));
      AxisCopy.copy(in, view, from, part, new AxisView(view.outer(), size, view.inner()), 0, size);
      parts.add(ModelValue.of(part));
      from += size;
    }
    call.give(0, new SequenceValue(parts));
  }

  private static long[] sizes(long length, long size) {
    long count = length / size + (length % size == 0 ? 0 : 1);
    HeapLimit.require(Math.multiplyExact(count, ELEMENT_BYTES), "a sequence of " + count);
    long[] sizes = new long[Math.toIntExact(count)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.min(size, length - i * size);
    }
    return sizes;
  }

  private static long[] sizes(Tensor split, long length) {
    long[] given = Integers.read(split);
    if (split.shape().rank() == 0) {
      if (given[0] <= 0) {
        throw new InvalidNodeException("split is " + given[0] + ", it must be positive");
      }
      return sizes(length, given[0]);
    }
    long sum = 0;
    for (long size : given) {
      if (size < 0 || size > length - sum) {
        throw new InvalidNodeException(
            "split has sizes that do not add up to the axis's " + length + ", such as " + size);
      }
      sum += size;
    }
    if (sum != length) {
      throw new InvalidNodeException("split adds up to " + sum + ", the axis has " + length);
    }
    return given;
  }
}
