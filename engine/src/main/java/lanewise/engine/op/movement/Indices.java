package lanewise.engine.op.movement;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Indices that a tensor holds, checked when they are met. */
final class Indices {
  private Indices() {}

  static Tensor require(Tensor tensor) {
    if (tensor.type() != ElementType.INT64 && tensor.type() != ElementType.INT32) {
      throw new InvalidNodeException("indices must be i32 or i64, found " + tensor);
    }
    return tensor;
  }

  /** The index at {@code position}, counted from the end when negative. */
  static long at(Tensor indices, long position, long length) {
    long index = Elements.integer(indices.type(), indices.segment(), position);
    if (index < -length || index >= length) {
      throw new IndexOutOfBoundsException(
          "index " + index + " is outside -" + length + " to " + (length - 1));
    }
    return index < 0 ? index + length : index;
  }
}
