package lanewise.engine.op.spatial;

/**
 * A window over three axes of known lengths. Position {@code k} of the window for output {@code o}
 * lies at {@code o · stride - before + k · dilation} of the input.
 */
record SlidingWindow(
    long[] in,
    long[] out,
    long[] kernel,
    long[] strides,
    long[] dilations,
    long[] before,
    long[] after) {

  /** Where the window for an output position starts; negative inside the padding. */
  long start(int axis, long o) {
    return o * strides[axis] - before[axis];
  }

  /** The first position of the window that is not before the input. */
  long first(int axis, long o) {
    return Math.max(0, ceilDiv(-start(axis, o), dilations[axis]));
  }

  /** The position after the last one that is inside the input; may be below {@link #first}. */
  long end(int axis, long o) {
    return Math.min(kernel[axis], ceilDiv(in[axis] - start(axis, o), dilations[axis]));
  }

  /** How many positions of the window lie inside the input or its padding. */
  long padded(int axis, long o) {
    long room = in[axis] + after[axis] - start(axis, o);
    return Math.min(kernel[axis], ceilDiv(room, dilations[axis]));
  }

  private static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }

  long inPlane() {
    return in[0] * in[1] * in[2];
  }

  long outPlane() {
    return out[0] * out[1] * out[2];
  }

  long kernelSize() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  /** Whether the output is, position by position, a function of the input there. */
  boolean isPointwise() {
    boolean pointwise = true;
    for (int axis = 0; axis < in.length; axis++) {
      pointwise &= kernel[axis] == 1 && strides[axis] == 1 && before[axis] == 0 && after[axis] == 0;
    }
    return pointwise;
  }
}
