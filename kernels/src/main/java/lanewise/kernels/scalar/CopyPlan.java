package lanewise.kernels.scalar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A copy between two strided layouts in its simplest form: axes of size 1 are gone, axes are
 * ordered by the output's strides, neighbours that both layouts walk alike are one, and what is
 * adjacent in both makes one larger element.
 *
 * @param elementBytes 1, 2, 4 or 8
 * @param dimensions sizes, at least one axis; empty copies have a size of 0
 * @param inStrides bytes
 * @param outStrides bytes
 */
record CopyPlan(int elementBytes, long[] dimensions, long[] inStrides, long[] outStrides) {
  static CopyPlan of(int elementBytes, long[] dimensions, long[] inStrides, long[] outStrides) {
    for (long dimension : dimensions) {
      if (dimension == 0) {
        return new CopyPlan(1, new long[] {0}, new long[] {1}, new long[] {1});
      }
    }
    int unit = Math.min(8, Integer.lowestOneBit(elementBytes));
    List<Integer> order = outermostFirst(dimensions, inStrides, outStrides);
    int capacity = order.size() + 1;
    long[] sizes = new long[capacity];
    long[] in = new long[capacity];
    long[] out = new long[capacity];
    int rank = 0;
    for (int axis : order) {
      rank =
          append(
              rank,
              sizes,
              in,
              out,
              dimensions[axis],
              inStrides[axis] * elementBytes,
              outStrides[axis] * elementBytes);
    }
    if (elementBytes != unit || rank == 0) {
      rank = append(rank, sizes, in, out, elementBytes / unit, unit, unit);
    }
    return widened(
        unit, Arrays.copyOf(sizes, rank), Arrays.copyOf(in, rank), Arrays.copyOf(out, rank));
  }

  /** The axes longer than 1, by falling strides of the output, then of the input. */
  private static List<Integer> outermostFirst(
      long[] dimensions, long[] inStrides, long[] outStrides) {
    List<Integer> order = new ArrayList<>(dimensions.length);
    for (int axis = 0; axis < dimensions.length; axis++) {
      if (dimensions[axis] > 1) {
        int rank = order.size();
        while (rank > 0 && isInside(order.get(rank - 1), axis, inStrides, outStrides)) {
          rank--;
        }
        order.add(rank, axis);
      }
    }
    return order;
  }

  private static boolean isInside(int inner, int outer, long[] inStrides, long[] outStrides) {
    long outDifference = Math.abs(outStrides[outer]) - Math.abs(outStrides[inner]);
    return outDifference > 0
        || outDifference == 0 && Math.abs(inStrides[outer]) > Math.abs(inStrides[inner]);
  }

  private static int append(
      int rank, long[] sizes, long[] in, long[] out, long size, long inStride, long outStride) {
    if (rank > 0 && in[rank - 1] == inStride * size && out[rank - 1] == outStride * size) {
      sizes[rank - 1] *= size;
      in[rank - 1] = inStride;
      out[rank - 1] = outStride;
      return rank;
    }
    sizes[rank] = size;
    in[rank] = inStride;
    out[rank] = outStride;
    return rank + 1;
  }

  /** Takes an innermost run of 2, 4 or 8 bytes as one element. */
  private static CopyPlan widened(int unit, long[] sizes, long[] in, long[] out) {
    int last = sizes.length - 1;
    boolean adjacent = in[last] == unit && out[last] == unit;
    long runBytes = adjacent && sizes[last] <= 8 ? sizes[last] * unit : 0;
    if (last > 0 && runBytes <= 8 && Long.bitCount(runBytes) == 1) {
      return new CopyPlan(
          (int) runBytes,
          Arrays.copyOf(sizes, last),
          Arrays.copyOf(in, last),
          Arrays.copyOf(out, last));
    }
    return new CopyPlan(unit, sizes, in, out);
  }

  int rank() {
    return dimensions.length;
  }

  /** The elements of all axes together. */
  long elementCount() {
    long count = 1;
    for (long dimension : dimensions) {
      count *= dimension;
    }
    return count;
  }

  /** The axis along which the input's elements are adjacent, or -1. */
  int adjacentInputAxis() {
    for (int axis = rank() - 1; axis >= 0; axis--) {
      if (inStrides[axis] == elementBytes) {
        return axis;
      }
    }
    return -1;
  }

  /** Whether the output's adjacent axis is not the input's, both long enough for blocks to pay. */
  boolean swapsAxes() {
    int last = rank() - 1;
    int axis = adjacentInputAxis();
    return outStrides[last] == elementBytes
        && axis >= 0
        && axis != last
        && inStrides[last] != 0
        && dimensions[last] >= 4
        && dimensions[axis] >= 4;
  }

  /** Bytes from the start to the first element of a row of the last axis. */
  static long offset(long row, int axes, long[] dimensions, long[] strides) {
    long offset = 0;
    long rest = row;
    for (int axis = axes - 1; axis >= 0; axis--) {
      offset += rest % dimensions[axis] * strides[axis];
      rest /= dimensions[axis];
    }
    return offset;
  }
}
