package lanewise.engine.op.sequence;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Positions in a sequence, counted from the end when they are negative. */
final class Positions {
  private Positions() {}

  /** The position that a tensor of one integer names, from 0 to {@code limit} - 1. */
  static int read(Tensor tensor, int length, int limit) {
    boolean integer = tensor.type() == ElementType.INT64 || tensor.type() == ElementType.INT32;
    if (!integer || tensor.elementCount() != 1) {
      throw new InvalidNodeException("a position must be one i32 or i64, found " + tensor);
    }
    long position = Elements.integer(tensor.type(), tensor.segment(), 0);
    long found = position < 0 ? position + length : position;
    if (position < -(long) length || found >= limit) {
      throw new InvalidNodeException(
          "position " + position + " is outside -" + length + " to " + (limit - 1));
    }
    return (int) found;
  }
}
