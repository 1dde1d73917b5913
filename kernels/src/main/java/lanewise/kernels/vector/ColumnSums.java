package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Reductions of a vector of neighbouring columns over rows {@code stride} elements apart, in order.
 */
final class ColumnSums {
  private ColumnSums() {}

  /** The columns' sums over {@code divisor}. */
  static void sum(
      MemorySegment in,
      long at,
      long rows,
      long stride,
      float divisor,
      MemorySegment out,
      long outAt) {
    FloatVector sum = FloatVector.zero(F32);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      sum = sum.add(FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
    }
    sum.div(divisor).intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** The columns' greatest elements. */
  static void max(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector max = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      max = max.max(FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
    }
    max.intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** The columns' least elements. */
  static void min(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector min = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      min = min.min(FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
    }
    min.intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }
}
