package lanewise.engine.op.image;

import java.util.Arrays;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/**
 * What becomes of each axis of a resized tensor.
 *
 * @param out its length
 * @param scales by what its positions are multiplied; 1 for axes that stay
 */
record ResizeExtents(long[] out, double[] scales) {
  /** From scales, or from sizes when those are not null; one an axis that is listed. */
  static ResizeExtents of(Attributes attributes, long[] in, double[] given, long[] sizes) {
    int[] axes = ResizeOperator.axes(attributes, in.length);
    int count = given == null ? sizes.length : given.length;
    if (count != axes.length) {
      throw new InvalidNodeException(
          count
              + " scales or sizes for "
              + axes.length
              + " axes of an input "
              + Arrays.toString(in));
    }
    long[] out = in.clone();
    double[] scales = new double[in.length];
    Arrays.fill(scales, 1);
    for (int i = 0; i < axes.length && given != null; i++) {
      if (!(given[i] > 0) || Double.isInfinite(given[i])) {
        throw new InvalidNodeException("scales must be positive, found " + Arrays.toString(given));
      }
      scales[axes[i]] = given[i];
      out[axes[i]] = length(Math.floor(in[axes[i]] * given[i]));
    }
    if (given == null) {
      bySizes(
          attributes.string("keep_aspect_ratio_policy", "stretch"), axes, in, sizes, out, scales);
    }
    return new ResizeExtents(out, scales);
  }

  private static void bySizes(
      String policy, int[] axes, long[] in, long[] sizes, long[] out, double[] scales) {
    double common = policy.equals("not_smaller") ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < axes.length; i++) {
      if (sizes[i] < 0 || (sizes[i] > 0 && in[axes[i]] == 0)) {
        throw new InvalidNodeException(
            "sizes " + Arrays.toString(sizes) + " do not fit input " + Arrays.toString(in));
      }
      out[axes[i]] = sizes[i];
      scales[axes[i]] = in[axes[i]] == 0 ? 1 : sizes[i] / (double) in[axes[i]];
      common =
          policy.equals("not_smaller")
              ? Math.max(common, scales[axes[i]])
              : Math.min(common, scales[axes[i]]);
    }
    if (policy.equals("stretch")) {
      return;
    }
    if (!policy.equals("not_larger") && !policy.equals("not_smaller")) {
      throw new InvalidNodeException(
          "keep_aspect_ratio_policy must be stretch, not_larger or not_smaller, found '"
              + policy
              + "'");
    }
    for (int axis : axes) {
      scales[axis] = common;
      out[axis] = length(Math.floor(in[axis] * common + 0.5));
    }
  }

  private static long length(double length) {
    if (!(length <= Integer.MAX_VALUE)) {
      throw new InvalidNodeException("an axis would have " + length + " elements");
    }
    return (long) length;
  }
}
