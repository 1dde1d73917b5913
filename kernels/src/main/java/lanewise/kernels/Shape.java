package lanewise.kernels;

import java.util.Arrays;

/** The dimensions of a tensor, outermost first; immutable. A scalar has rank 0. */
public final class Shape {
  /** The shape of a scalar. */
  public static final Shape SCALAR = new Shape(new long[0], 1);

  private final long[] dimensions;
  private final long elementCount;

  private Shape(long[] dimensions, long elementCount) {
    this.dimensions = dimensions;
    this.elementCount = elementCount;
  }

  /**
   * A shape of these dimensions, none negative.
   *
   * @throws IllegalArgumentException if a dimension is negative or the element count overflows
   */
  public static Shape of(long... dimensions) {
    if (dimensions.length == 0) {
      return SCALAR;
    }
    long[] copy = dimensions.clone();
    long count = 1;
    boolean empty = false;
    for (long dimension : copy) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in " + Arrays.toString(copy));
      }
      empty |= dimension == 0;
    }
    if (empty) {
      return new Shape(copy, 0);
    }
    for (long dimension : copy) {
      if (count > Long.MAX_VALUE / dimension) {
        throw new IllegalArgumentException("too many elements in " + Arrays.toString(copy));
      }
      count *= dimension;
    }
    return new Shape(copy, count);
  }

  public int rank() {
    return dimensions.length;
  }

  /** Dimension {@code axis}; a negative axis counts from the end. */
  public long dim(int axis) {
    return dimensions[axis < 0 ? axis + dimensions.length : axis];
  }

  /** Dimension {@code axis} as an int. */
  public int intDim(int axis) {
    return Math.toIntExact(dim(axis));
  }

  /** A copy of the dimensions. */
  public long[] dimensions() {
    return dimensions.clone();
  }

  /** The product of all dimensions; 1 for a scalar. */
  public long elementCount() {
    return elementCount;
  }

  /** The product of dimensions {@code from} (inclusive) to {@code to} (exclusive). */
  public long elementCount(int from, int to) {
    long count = 1;
    for (int axis = from; axis < to; axis++) {
      count = Math.multiplyExact(count, dimensions[axis]);
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** Like {@code [2, 3]}. */
  @Override
  public String toString() {
    return Arrays.toString(dimensions);
  }
}
