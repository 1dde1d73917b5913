package lanewise.engine.op.spatial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Inference;
import lanewise.kernels.Shape;

/**
 * How a window slides, as attributes say it: one number for each spatial axis.
 *
 * @param pads those before each axis, then those after each
 * @param same whether padding is chosen so that the output has {@code ceil(input / stride)}
 *     positions, in place of {@code pads}
 * @param lower whether an odd padding has its larger half before the axis
 * @param ceil whether a last window that is not full counts
 */
record WindowRule(
    long[] kernel,
    long[] strides,
    long[] dilations,
    long[] pads,
    boolean same,
    boolean lower,
    boolean ceil) {

  /** The most spatial axes. */
  static final int MOST_AXES = 3;

  /**
   * Reads and checks the attributes.
   *
   * @param kernel what the weights say, or null when the attribute {@code kernel_shape} must say it
   */
  static WindowRule of(Attributes attributes, int axes, long[] kernel) {
    requireAxes(axes);
    long[] listed = attributes.integers("kernel_shape");
    if (listed == null && kernel == null) {
      throw new InvalidNodeException("attribute 'kernel_shape' is missing");
    }
    if (listed != null && kernel != null && !Arrays.equals(listed, kernel)) {
      throw new InvalidNodeException(
          "kernel_shape is "
              + Arrays.toString(listed)
              + ", the weights say "
              + Arrays.toString(kernel));
    }
    long[] strides = listed(attributes, "strides", axes, 1);
    long[] dilations = listed(attributes, "dilations", axes, 1);
    long[] shape = checked("kernel_shape", kernel != null ? kernel : listed, axes, 1);
    long[] pads = listed(attributes, "pads", 2 * axes, 0);
    String auto = attributes.string("auto_pad", "NOTSET");
    boolean same = auto.equals("SAME_UPPER") || auto.equals("SAME_LOWER");
    if (!same && !auto.equals("NOTSET") && !auto.equals("VALID")) {
      throw new InvalidNodeException(
          "auto_pad must be NOTSET, SAME_UPPER, SAME_LOWER or VALID, found '" + auto + "'");
    }
    return new WindowRule(
        shape,
        strides,
        dilations,
        auto.equals("VALID") ? new long[2 * axes] : pads,
        same,
        auto.equals("SAME_LOWER"),
        attributes.integer("ceil_mode", 0) != 0);
  }

  static void requireAxes(int axes) {
    if (axes < 1) {
      throw new InvalidNodeException(
          "expected [N, C, …] with a spatial axis, found rank " + (axes + 2));
    }
    if (axes > MOST_AXES) {
      throw InvalidNodeException.unsupported(
          axes + " spatial axes; at most " + MOST_AXES + " are supported");
    }
  }

  /** A list of integers, one an axis, none below {@code least}, which is also the default. */
  static long[] listed(Attributes attributes, String name, int count, long least) {
    long[] values = attributes.integers(name);
    if (values == null) {
      values = new long[count];
      Arrays.fill(values, least);
    }
    return checked(name, values, count, least);
  }

  private static long[] checked(String name, long[] values, int count, long least) {
    boolean right = values.length == count;
    for (long value : values) {
      right &= value >= least && value <= Integer.MAX_VALUE;
    }
    if (!right) {
      throw new InvalidNodeException(
          name
              + " must be "
              + count
              + " integers of at least "
              + least
              + ", found "
              + Arrays.toString(values));
    }
    return values;
  }

  int axes() {
    return kernel.length;
  }

  /** Positions from a window's first element to its last. */
  long extent(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  /** The output's length along an axis. */
  long out(int axis, long in) {
    if (same) {
      return in / strides[axis] + (in % strides[axis] == 0 ? 0 : 1);
    }
    long begin = pads[axis];
    long room = Math.addExact(in, begin + pads[axis + axes()] - extent(axis));
    if (room < 0) {
      throw new InvalidNodeException(
          "a window of "
              + extent(axis)
              + " does not fit into axis "
              + (axis + 2)
              + " of length "
              + in
              + " with padding "
              + begin
              + " and "
              + pads[axis + axes()]);
    }
    long steps = room / strides[axis];
    if (ceil && room % strides[axis] != 0 && (steps + 1) * strides[axis] < in + begin) {
      steps++;
    }
    return steps + 1;
  }

  /** The padding before an axis. */
  long padBefore(int axis, long in) {
    if (!same) {
      return pads[axis];
    }
    long total = Math.max(0, (out(axis, in) - 1) * strides[axis] + extent(axis) - in);
    return lower ? total - total / 2 : total / 2;
  }

  /** The padding after an axis. */
  long padAfter(int axis, long in) {
    if (!same) {
      return pads[axis + axes()];
    }
    long total = Math.max(0, (out(axis, in) - 1) * strides[axis] + extent(axis) - in);
    return total - padBefore(axis, in);
  }

  /** The output's dimensions: batch and channels as given, then the spatial ones. */
  List<Dim> dims(Inference inference, Dim batch, Dim channels, List<Dim> in) {
    List<Dim> out = new ArrayList<>(List.of(batch, channels));
    for (int axis = 0; axis < axes(); axis++) {
      Dim dim = in.get(axis + 2);
      if (dim.isKnown()) {
        out.add(Dim.of(out(axis, dim.value())));
      } else if (same && strides[axis] == 1) {
        out.add(dim);
      } else if (same || ceil) {
        out.add(inference.unknown(0, axis + 2));
      } else {
        long spare = pads[axis] + pads[axis + axes()] - extent(axis) + 1;
        out.add(
            strides[axis] == 1
                ? dim.plus(Dim.of(spare))
                : dim.plus(Dim.of(spare - 1)).dividedBy(Dim.of(strides[axis])).plus(Dim.of(1)));
      }
    }
    return out;
  }

  /** The window over an input {@code [N, C, …]}. */
  SlidingWindow over(Shape in) {
    long[][] sizes = new long[7][MOST_AXES];
    for (int i = 0; i < 5; i++) {
      Arrays.fill(sizes[i], 1);
    }
    for (int axis = 0; axis < axes(); axis++) {
      int to = MOST_AXES - axes() + axis;
      sizes[0][to] = in.dim(axis + 2);
      sizes[1][to] = out(axis, in.dim(axis + 2));
      sizes[2][to] = kernel[axis];
      sizes[3][to] = strides[axis];
      sizes[4][to] = dilations[axis];
      sizes[5][to] = padBefore(axis, in.dim(axis + 2));
      sizes[6][to] = padAfter(axis, in.dim(axis + 2));
    }
    return new SlidingWindow(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], sizes[6]);
  }
}
