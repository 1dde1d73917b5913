package lanewise.kernels;

/**
 * How operands of different shapes meet in one output, by the rule of NumPy and ONNX: shapes are
 * aligned at the last axis, and a dimension of 1 repeats.
 *
 * <p>Neighbouring axes that all operands walk alike are merged, so that the innermost loop is as
 * long as it can be; there each operand's stride is 0, 1 or (rarely) something else.
 */
public final class Broadcast {
  private final Shape shape;
  private final long[] dimensions;
  private final long[][] strides;

  private Broadcast(Shape shape, long[] dimensions, long[][] strides) {
    this.shape = shape;
    this.dimensions = dimensions;
    this.strides = strides;
  }

  /**
   * The broadcast of dense operands.
   *
   * @throws IllegalArgumentException if two dimensions differ and neither is 1
   */
  public static Broadcast of(Shape... operands) {
    int rank = 0;
    for (Shape operand : operands) {
      rank = Math.max(rank, operand.rank());
    }
    long[] out = new long[rank];
    java.util.Arrays.fill(out, 1);
    for (Shape operand : operands) {
      for (int axis = 0; axis < operand.rank(); axis++) {
        int outAxis = rank - operand.rank() + axis;
        long dimension = operand.dim(axis);
        if (dimension != 1 && out[outAxis] != 1 && out[outAxis] != dimension) {
          throw new IllegalArgumentException(
              "shapes do not broadcast: " + java.util.Arrays.toString(operands));
        }
        if (dimension != 1) {
          out[outAxis] = dimension;
        }
      }
    }
    long[][] strides = new long[operands.length][rank];
    for (int i = 0; i < operands.length; i++) {
      Shape operand = operands[i];
      long stride = 1;
      for (int axis = operand.rank() - 1; axis >= 0; axis--) {
        long dimension = operand.dim(axis);
        strides[i][rank - operand.rank() + axis] = dimension == 1 ? 0 : stride;
        stride = Math.multiplyExact(stride, Math.max(dimension, 1));
      }
    }
    return merged(Shape.of(out), out, strides);
  }

  private static Broadcast merged(Shape shape, long[] out, long[][] strides) {
    int rank = out.length;
    long[] dimensions = new long[rank];
    long[][] merged = new long[strides.length][rank];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      if (out[axis] == 1) {
        continue;
      }
      boolean joins = count > 0;
      for (int i = 0; joins && i < strides.length; i++) {
        joins = merged[i][count - 1] == strides[i][axis] * out[axis];
      }
      int target = joins ? count - 1 : count++;
      dimensions[target] = joins ? dimensions[target] * out[axis] : out[axis];
      for (int i = 0; i < strides.length; i++) {
        merged[i][target] = strides[i][axis];
      }
    }
    if (count == 0) {
      count = 1;
      dimensions = new long[] {shape.elementCount()};
      merged = new long[strides.length][1];
    }
    for (int i = 0; i < strides.length; i++) {
      merged[i] = java.util.Arrays.copyOf(merged[i], count);
    }
    return new Broadcast(shape, java.util.Arrays.copyOf(dimensions, count), merged);
  }

  /** The output's shape. */
  public Shape shape() {
    return shape;
  }

  /** How many merged axes there are, at least 1. */
  public int rank() {
    return dimensions.length;
  }

  /** The size of a merged axis. */
  public long dim(int axis) {
    return dimensions[axis];
  }

  /** Elements that {@code operand} moves along a merged axis; 0 where it repeats. */
  public long stride(int operand, int axis) {
    return strides[operand][axis];
  }
}
