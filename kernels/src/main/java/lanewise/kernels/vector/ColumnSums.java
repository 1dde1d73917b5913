package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.BYTES;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Reductions of neighbouring columns over rows {@code stride} elements apart, in order: of one
 * vector, and of several, which read longer runs of each row.
 */
final class ColumnSums {
  /** Vectors that the wide reductions take. */
  static final int WIDE = 4;

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
    FloatVector result = FloatVector.zero(F32);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN);
      result = result.add(x);
    }
    result.div(divisor).intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** As {@link #sum}, of {@link #WIDE} vectors beside each other. */
  static void sumWide(
      MemorySegment in,
      long at,
      long rows,
      long stride,
      float divisor,
      MemorySegment out,
      long outAt) {
    FloatVector r0 = FloatVector.zero(F32);
    FloatVector r1 = r0;
    FloatVector r2 = r0;
    FloatVector r3 = r0;
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, in, from + 0L * BYTES, LITTLE_ENDIAN);
      r0 = r0.add(x0);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, in, from + 1L * BYTES, LITTLE_ENDIAN);
      r1 = r1.add(x1);
      FloatVector x2 = FloatVector.fromMemorySegment(F32, in, from + 2L * BYTES, LITTLE_ENDIAN);
      r2 = r2.add(x2);
      FloatVector x3 = FloatVector.fromMemorySegment(F32, in, from + 3L * BYTES, LITTLE_ENDIAN);
      r3 = r3.add(x3);
    }
    r0.div(divisor).intoMemorySegment(out, outAt + 0L * BYTES, LITTLE_ENDIAN);
    r1.div(divisor).intoMemorySegment(out, outAt + 1L * BYTES, LITTLE_ENDIAN);
    r2.div(divisor).intoMemorySegment(out, outAt + 2L * BYTES, LITTLE_ENDIAN);
    r3.div(divisor).intoMemorySegment(out, outAt + 3L * BYTES, LITTLE_ENDIAN);
  }

  /** The sums of the columns' squares. */
  static void squares(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector result = FloatVector.zero(F32);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN);
      result = x.fma(x, result);
    }
    result.intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** As {@link #squares}, of {@link #WIDE} vectors beside each other. */
  static void squaresWide(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector r0 = FloatVector.zero(F32);
    FloatVector r1 = r0;
    FloatVector r2 = r0;
    FloatVector r3 = r0;
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, in, from + 0L * BYTES, LITTLE_ENDIAN);
      r0 = x0.fma(x0, r0);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, in, from + 1L * BYTES, LITTLE_ENDIAN);
      r1 = x1.fma(x1, r1);
      FloatVector x2 = FloatVector.fromMemorySegment(F32, in, from + 2L * BYTES, LITTLE_ENDIAN);
      r2 = x2.fma(x2, r2);
      FloatVector x3 = FloatVector.fromMemorySegment(F32, in, from + 3L * BYTES, LITTLE_ENDIAN);
      r3 = x3.fma(x3, r3);
    }
    r0.intoMemorySegment(out, outAt + 0L * BYTES, LITTLE_ENDIAN);
    r1.intoMemorySegment(out, outAt + 1L * BYTES, LITTLE_ENDIAN);
    r2.intoMemorySegment(out, outAt + 2L * BYTES, LITTLE_ENDIAN);
    r3.intoMemorySegment(out, outAt + 3L * BYTES, LITTLE_ENDIAN);
  }

  /** The columns' greatest elements. */
  static void max(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector result = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN);
      result = result.max(x);
    }
    result.intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** As {@link #max}, of {@link #WIDE} vectors beside each other. */
  static void maxWide(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector r0 = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
    FloatVector r1 = r0;
    FloatVector r2 = r0;
    FloatVector r3 = r0;
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, in, from + 0L * BYTES, LITTLE_ENDIAN);
      r0 = r0.max(x0);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, in, from + 1L * BYTES, LITTLE_ENDIAN);
      r1 = r1.max(x1);
      FloatVector x2 = FloatVector.fromMemorySegment(F32, in, from + 2L * BYTES, LITTLE_ENDIAN);
      r2 = r2.max(x2);
      FloatVector x3 = FloatVector.fromMemorySegment(F32, in, from + 3L * BYTES, LITTLE_ENDIAN);
      r3 = r3.max(x3);
    }
    r0.intoMemorySegment(out, outAt + 0L * BYTES, LITTLE_ENDIAN);
    r1.intoMemorySegment(out, outAt + 1L * BYTES, LITTLE_ENDIAN);
    r2.intoMemorySegment(out, outAt + 2L * BYTES, LITTLE_ENDIAN);
    r3.intoMemorySegment(out, outAt + 3L * BYTES, LITTLE_ENDIAN);
  }

  /** The columns' least elements. */
  static void min(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector result = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, from, LITTLE_ENDIAN);
      result = result.min(x);
    }
    result.intoMemorySegment(out, outAt, LITTLE_ENDIAN);
  }

  /** As {@link #min}, of {@link #WIDE} vectors beside each other. */
  static void minWide(
      MemorySegment in, long at, long rows, long stride, MemorySegment out, long outAt) {
    FloatVector r0 = FloatVector.broadcast(F32, Float.POSITIVE_INFINITY);
    FloatVector r1 = r0;
    FloatVector r2 = r0;
    FloatVector r3 = r0;
    for (long row = 0; row < rows; row++) {
      long from = at + row * stride * Float.BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(F32, in, from + 0L * BYTES, LITTLE_ENDIAN);
      r0 = r0.min(x0);
      FloatVector x1 = FloatVector.fromMemorySegment(F32, in, from + 1L * BYTES, LITTLE_ENDIAN);
      r1 = r1.min(x1);
      FloatVector x2 = FloatVector.fromMemorySegment(F32, in, from + 2L * BYTES, LITTLE_ENDIAN);
      r2 = r2.min(x2);
      FloatVector x3 = FloatVector.fromMemorySegment(F32, in, from + 3L * BYTES, LITTLE_ENDIAN);
      r3 = r3.min(x3);
    }
    r0.intoMemorySegment(out, outAt + 0L * BYTES, LITTLE_ENDIAN);
    r1.intoMemorySegment(out, outAt + 1L * BYTES, LITTLE_ENDIAN);
    r2.intoMemorySegment(out, outAt + 2L * BYTES, LITTLE_ENDIAN);
    r3.intoMemorySegment(out, outAt + 3L * BYTES, LITTLE_ENDIAN);
  }
}
