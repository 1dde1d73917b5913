package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Reductions of adjacent elements to one. A sum is kept lane by lane, elements past the end
 * counting as zero, and the lanes are added as a tree; so its order depends on the length and the
 * vector's width alone, and zeros appended to it change no bit.
 */
final class RowSums {
  private static final VectorShuffle<Float> HALVES = exchange(Lanes.COUNT / 2);
  private static final VectorShuffle<Float> QUARTERS = exchange(Lanes.COUNT / 4);
  private static final VectorShuffle<Float> EIGHTHS = exchange(Math.max(Lanes.COUNT / 8, 1));
  private static final VectorShuffle<Float> SIXTEENTHS = exchange(Math.max(Lanes.COUNT / 16, 1));

  private RowSums() {}

  private static VectorShuffle<Float> exchange(int distance) {
    return VectorShuffle.fromOp(F32, lane -> lane ^ distance);
  }

  /** The lanes' sum; unlike {@code reduceLanes} in an order that is fixed. */
  static float lanes(FloatVector v) {
    FloatVector sum = v.add(v.rearrange(HALVES));
    sum = sum.add(sum.rearrange(QUARTERS));
    if (Lanes.COUNT >= 8) {
      sum = sum.add(sum.rearrange(EIGHTHS));
    }
    if (Lanes.COUNT >= 16) {
      sum = sum.add(sum.rearrange(SIXTEENTHS));
    }
    return sum.lane(0);
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
    FloatVector max = fromMemorySegment(F32, in, last, LITTLE_ENDIAN);
    for (int i = 0; i < count - Lanes.COUNT; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      max = max.max(fromMemorySegment(F32, in, from, LITTLE_ENDIAN));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  /** The sum. */
  static float sum(MemorySegment in, long at, int count) {
    FloatVector sum = FloatVector.zero(F32);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      sum = sum.add(fromMemorySegment(F32, in, at + (long) i * Float.BYTES, LITTLE_ENDIAN));
    }
    if (i < count) {
      sum = sum.add(Lanes.loadFirst(in, at + (long) i * Float.BYTES, count - i));
    }
    return lanes(sum);
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
    return lanes(sum);
  }

  /** The sum of e^(x - max). */
  static float exponentials(MemorySegment in, long at, int count, float max) {
    FloatVector sum = FloatVector.zero(F32);
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      FloatVector shifted = fromMemorySegment(F32, in, from, LITTLE_ENDIAN).sub(max);
      sum = sum.add(VectorMath.expOfNonPositive(shifted));
    }
    // the rest one by one: a masked chain after this one would be too large to be inlined
    float rest = 0f;
    for (; i < count; i++) {
      float x = in.get(JAVA_FLOAT_UNALIGNED, at + (long) i * Float.BYTES);
      rest += (float) Math.exp(x - max);
    }
    return lanes(sum) + rest;
  }
}
