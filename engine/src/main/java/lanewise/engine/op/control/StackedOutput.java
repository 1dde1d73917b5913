package lanewise.engine.op.control;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Value;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Inference;
import lanewise.engine.op.ValueCall;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Collects a tensor a step into one that has an axis for the steps. */
final class StackedOutput {
  private final ValueCall call;
  private final String what;
  private ElementType type;
  private Shape shape;
  private Tensor buffer;
  private long stepBytes;
  private long count;

  StackedOutput(ValueCall call, String what) {
    this.call = call;
    this.what = what;
  }

  void add(ModelValue value) {
    if (!(value instanceof TensorValue numbers)) {
      throw new InvalidNodeException(
          what + " must be a tensor of numbers at each step, found " + value.describe());
    }
    Tensor tensor = numbers.tensor();
    if (type == null) {
      type = tensor.type();
      shape = tensor.shape();
      stepBytes = tensor.segment().byteSize();
      if (!type.isPlain()) {
        throw InvalidNodeException.unsupported(type.label() + " elements cannot be stacked");
      }
    } else if (type != tensor.type() || !shape.equals(tensor.shape())) {
      throw new InvalidNodeException(
          what + " is " + type.label() + shape + " at step 0 and " + tensor + " at step " + count);
    }
    grow();
    MemorySegment.copy(tensor.segment(), 0, buffer.segment(), count * stepBytes, stepBytes);
    count++;
  }

  private void grow() {
    long needed = Math.multiplyExact(count + 1, stepBytes);
    if (buffer != null && buffer.elementCount() >= needed) {
      return;
    }
    long size = Math.max(needed, Math.min(2 * needed, Long.MAX_VALUE / 2));
    Tensor grown = call.heldTensor(ElementType.UINT8, Shape.of(size));
    if (buffer != null) {
      MemorySegment.copy(buffer.segment(), 0, grown.segment(), 0, count * stepBytes);
      call.release(ModelValue.of(buffer));
    }
    buffer = grown;
  }

  /**
   * All steps in one tensor, which lives as {@link ValueCall#newTensor} says.
   *
   * @param declared what the body says of a step's value, for the case that there was no step
   * @param axis where the axis of steps stands in the result
   * @param reversed whether the last step comes first
   */
  Tensor finish(Value declared, long axis, boolean reversed) {
    if (type == null) {
      return empty(declared, axis);
    }
    int at = Inference.axis(axis, shape.rank() + 1);
    Tensor out = call.newTensor(type, AxisCopy.inserted(shape, at, count));
    AxisView target = AxisView.of(out.shape(), at);
    AxisView step = new AxisView(target.outer(), 1, target.inner());
    for (long i = 0; i < count; i++) {
      Tensor part = Tensor.of(type, shape, buffer.segment().asSlice(i * stepBytes, stepBytes));
      AxisCopy.copy(part, step, 0, out, target, reversed ? count - 1 - i : i, 1);
    }
    call.release(ModelValue.of(buffer));
    return out;
  }

  private Tensor empty(Value declared, long axis) {
    if (declared.type() == null) {
      throw InvalidNodeException.unsupported(
          what + " has no step, and the graph does not tell its element type");
    }
    int rank = declared.dims() == null ? 0 : declared.dims().size();
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = declared.dims().get(i).isKnown() ? declared.dims().get(i).value() : 0;
    }
    int at = Inference.axis(axis, rank + 1);
    return call.newTensor(declared.type(), AxisCopy.inserted(Shape.of(dims), at, 0));
  }
}
