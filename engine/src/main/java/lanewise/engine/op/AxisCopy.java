package lanewise.engine.op;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Takes parts of tensors along an axis and puts them together. */
public final class AxisCopy {
  private AxisCopy() {}

  /** {@code shape} with another size of one axis. */
  public static Shape with(Shape shape, int axis, long size) {
    long[] dims = shape.dimensions();
    dims[axis] = size;
    return Shape.of(dims);
  }

  /** {@code shape} with one more axis before {@code axis}. */
  public static Shape inserted(Shape shape, int axis, long size) {
    long[] dims = new long[shape.rank() + 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = i < axis ? shape.dim(i) : i == axis ? size : shape.dim(i - 1);
    }
    return Shape.of(dims);
  }

  /** {@code shape} without an axis. */
  public static Shape without(Shape shape, int axis) {
    long[] dims = new long[shape.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(i < axis ? i : i + 1);
    }
    return Shape.of(dims);
  }

  /**
   * Copies {@code count} positions along the axis of {@code in}, from {@code from} on, to those of
   * {@code out} from {@code to} on. Both views are of the same outer and inner size.
   */
  public static void copy(
      Tensor in, AxisView inView, long from, Tensor out, AxisView outView, long to, long count) {
    long bytes = elementBytes(in.type());
    long run = count * inView.inner() * bytes;
    for (long outer = 0; outer < inView.outer() && run > 0; outer++) {
      long source = (outer * inView.length() + from) * inView.inner() * bytes;
      long target = (outer * outView.length() + to) * outView.inner() * bytes;
      MemorySegment.copy(in.segment(), source, out.segment(), target, run);
    }
  }

  private static long elementBytes(ElementType type) {
    if (!type.isPlain()) {
      throw InvalidNodeException.unsupported(
          type.label() + " elements share bytes and cannot be moved one by one");
    }
    return type.blockBytes();
  }
}
