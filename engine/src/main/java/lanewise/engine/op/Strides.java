package lanewise.engine.op;

import lanewise.kernels.Shape;

/** Strides of dense row-major tensors, counted in elements. */
public final class Strides {
  private Strides() {}

  /** Elements from one position to the next along each axis. */
  public static long[] dense(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Math.multiplyExact(stride, Math.max(1, shape.dim(axis)));
    }
    return strides;
  }
}
