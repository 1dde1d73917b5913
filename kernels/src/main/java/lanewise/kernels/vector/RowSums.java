package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Reductions of adjacent elements to one. A sum is kept lane by lane, elements past the end
 * counting as zero, and the lanes are added as a tree; so its order depends on the length and the
 * vector's width alone, and zeros appended to it change no bit.
 */
final class RowSums {
  /**
   * Exchanges of lanes that add them all up as a tree; unlike {@code reduceLanes} in an order that
   * is fixed. (Each sum writes the tree out, so that no vector crosses a method.)
   */
  static final VectorShuffle<Float> HALVES = exchange(Lanes.COUNT / 2);

  static final VectorShuffle<Float> QUARTERS = exchange(Lanes.COUNT / 4);
  static final VectorShuffle<Float> EIGHTHS = exchange(Math.max(Lanes.COUNT / 8, 1));
  static final VectorShuffle<Float> SIXTEENTHS = exchange(Math.max(Lanes.COUNT / 16, 1));

  private RowSums() {}

  private static VectorShuffle<Float> exchange(int distance) {
    return VectorShuffle.fromOp(F32, lane -> lane ^ distance);
  }

  /** The greatest element, -∞ if there is none, NaN if one is. */
  static float max(MemorySegment in, long at, int count) {
    if (count < Lanes.COUNT) {
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        max = Math.max(max, in.get(JAVA_FLOAT_UNALIGNED, at + (long) i * Float.BYTES));
      }
      return max;
    }
    long last = at + (long) (count - Lanes.COUNT) * Float.BYTES;
    // A maximum of floats takes several steps, so four of them are under way at a time.
    FloatVector max = fromMemorySegment(F32, in, last, LITTLE_ENDIAN);
    FloatVector max1 = max;
    FloatVector max2 = max;
    FloatVector max3 = max;
    int i = 0;
    for (; i <= count - 4 * Lanes.COUNT; i += 4 * Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      max = max.max(fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
      max1 = max1.max(fromMemorySegment(F32, in, from + Lanes.BYTES, LITTLE_ENDIAN));
      max2 = max2.max(fromMemorySegment(F32, in, from + 2L * Lanes.BYTES, LITTLE_ENDIAN));
      max3 = max3.max(fromMemorySegment(F32, in, from + 3L * Lanes.BYTES, LITTLE_ENDIAN));
    }
    for (; i < count - Lanes.COUNT; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      max = max.max(fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
    }
    return max.max(max1).max(max2.max(max3)).reduceLanes(VectorOperators.MAX);
  }

  /** The sum. */
  static float sum(MemorySegment in, long at, int count) {
    FloatVector sum = FloatVector.zero(F32);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      sum = sum.add(fromMemorySegment(F32, in, at + (long) i * Float.BYTES, LITTLE_ENDIAN));
    }
    if (i < count) {
      sum =
          sum.add(
              FloatVector.fromMemorySegment(
                  Lanes.F32,
                  in,
                  at + (long) i * Float.BYTES,
                  LITTLE_ENDIAN,
                  Lanes.F32.indexInRange(0, count - i)));
    }
    sum = sum.add(sum.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    if (Lanes.COUNT >= 8) {
      sum = sum.add(sum.rearrange(EIGHTHS));
    }
    if (Lanes.COUNT >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTHS));
    }
    return sum.lane(0);
  }

  /** The sum of (x - mean)². */
  static float squares(MemorySegment in, long at, int count, float mean) {
    FloatVector sum = FloatVector.zero(F32);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      FloatVector difference = fromMemorySegment(F32, in, from, LITTLE_ENDIAN).sub(mean);
      sum = difference.fma(difference, sum);
    }
    if (i < count) {
      VectorMask<Float> rest = F32.indexInRange(i, count);
      FloatVector x = fromMemorySegment(F32, in, at + (long) i * Float.BYTES, LITTLE_ENDIAN, rest);
      FloatVector difference = x.sub(mean).blend(0f, rest.not());
      sum = difference.fma(difference, sum);
    }
    sum = sum.add(sum.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    if (Lanes.COUNT >= 8) {
      sum = sum.add(sum.rearrange(EIGHTHS));
    }
    if (Lanes.COUNT >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTHS));
    }
    return sum.lane(0);
  }

  /** The sum of e^(x - max), 0 where that is subnormal. */
  static float exponentials(MemorySegment in, long at, int count, float max) {
    FloatVector sum = FloatVector.zero(F32);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      FloatVector shifted = fromMemorySegment(F32, in, from, LITTLE_ENDIAN).sub(max);
      FloatVector rounded = shifted.fma(VectorMath.LOG2_E, VectorMath.ROUNDER);
      FloatVector n = rounded.sub(VectorMath.ROUNDER);
      FloatVector r = n.fma(VectorMath.MINUS_LN2_HIGH, shifted);
      r = n.fma(VectorMath.MINUS_LN2_LOW, r);
      FloatVector q = VectorMath.EXP_6.fma(r, VectorMath.EXP_5).fma(r, VectorMath.EXP_4);
      q = q.fma(r, VectorMath.EXP_3).fma(r, VectorMath.EXP_2);
      IntVector power = rounded.reinterpretAsInts().lanewise(LSHL, VectorMath.MANTISSA_BITS);
      FloatVector scale = power.add(VectorMath.ONE_BITS).reinterpretAsFloats();
      FloatVector exp = q.fma(r.mul(r), r).add(VectorMath.ONE).mul(scale);
      exp = exp.blend(0f, shifted.compare(LT, VectorMath.EXP_LOWEST));
      sum = sum.add(exp);
    }
    // the rest one by one: a masked chain after this one would be too large to be inlined
    float rest = 0f;
    for (; i < count; i++) {
      float x = in.get(JAVA_FLOAT_UNALIGNED, at + (long) i * Float.BYTES);
      rest += (float) Math.exp(x - max);
    }
    sum = sum.add(sum.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    if (Lanes.COUNT >= 8) {
      sum = sum.add(sum.rearrange(EIGHTHS));
    }
    if (Lanes.COUNT >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTHS));
    }
    return sum.lane(0) + rest;
  }
}
