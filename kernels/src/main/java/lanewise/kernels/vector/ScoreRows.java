package lanewise.kernels.vector;

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

/**
 * What attention does to a row of scores in scratch memory, which is padded to whole vectors. Lanes
 * past the last key are made -∞, so that their weights are 0 and change no bit.
 */
final class ScoreRows {
  private ScoreRows() {}

  /** {@code scores = scale · scores}; returns the greatest, NaN disregarded. */
  static float scale(MemorySegment scores, long at, int count, float scale) {
    int whole = count - count % Lanes.COUNT;
    FloatVector max = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
    if (whole < count) {
      long last = at + (long) whole * Float.BYTES;
      scaleLast(scores, last, count - whole, scale);
      max = fromMemorySegment(F32, scores, last, LITTLE_ENDIAN);
    }
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      FloatVector score = fromMemorySegment(F32, scores, from, LITTLE_ENDIAN).mul(scale);
      score.intoMemorySegment(scores, from, LITTLE_ENDIAN);
      max = max.blend(score, score.compare(VectorOperators.GT, max));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static void scaleLast(MemorySegment scores, long at, int count, float scale) {
    FloatVector score = fromMemorySegment(F32, scores, at, LITTLE_ENDIAN).mul(scale);
    VectorMask<Float> none = F32.indexInRange(0, count).not();
    score.blend(Float.NEGATIVE_INFINITY, none).intoMemorySegment(scores, at, LITTLE_ENDIAN);
  }

  /** {@code scores = scale · scores + mask}; returns the greatest, NaN disregarded. */
  static float scaleAndMask(
      MemorySegment scores, long at, int count, float scale, MemorySegment mask, long maskAt) {
    int whole = count - count % Lanes.COUNT;
    FloatVector max = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
    if (whole < count) {
      long offset = (long) whole * Float.BYTES;
      maskLast(scores, at + offset, count - whole, scale, mask, maskAt + offset);
      max = fromMemorySegment(F32, scores, at + offset, LITTLE_ENDIAN);
    }
    for (int i = 0; i < whole; i += Lanes.COUNT) {
      long offset = (long) i * Float.BYTES;
      FloatVector score = fromMemorySegment(F32, scores, at + offset, LITTLE_ENDIAN).mul(scale);
      score = score.add(fromMemorySegment(F32, mask, maskAt + offset, LITTLE_ENDIAN));
      score.intoMemorySegment(scores, at + offset, LITTLE_ENDIAN);
      max = max.blend(score, score.compare(VectorOperators.GT, max));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  private static void maskLast(
      MemorySegment scores, long at, int count, float scale, MemorySegment mask, long maskAt) {
    VectorMask<Float> valid = F32.indexInRange(0, count);
    FloatVector score = fromMemorySegment(F32, scores, at, LITTLE_ENDIAN).mul(scale);
    score = score.add(fromMemorySegment(F32, mask, maskAt, LITTLE_ENDIAN, valid));
    score.blend(Float.NEGATIVE_INFINITY, valid.not()).intoMemorySegment(scores, at, LITTLE_ENDIAN);
  }

  /** {@code sums = sums · sumFactor + tile · factor} for whole vectors. */
  static void join(
      MemorySegment memory, long sums, float sumFactor, long tile, float factor, int count) {
    FloatVector ofSums = FloatVector.broadcast(F32, sumFactor);
    FloatVector ofTile = FloatVector.broadcast(F32, factor);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector sum = fromMemorySegment(F32, memory, sums + at, LITTLE_ENDIAN).mul(ofSums);
      fromMemorySegment(F32, memory, tile + at, LITTLE_ENDIAN)
          .fma(ofTile, sum)
          .intoMemorySegment(memory, sums + at, LITTLE_ENDIAN);
    }
  }

  /** {@code scores = e^(scores - max)} for whole vectors of them; returns their sum. */
  static float exponentials(MemorySegment scores, long at, int count, float max) {
    FloatVector sum = FloatVector.zero(F32);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long from = at + (long) i * Float.BYTES;
      FloatVector shifted = fromMemorySegment(F32, scores, from, LITTLE_ENDIAN).sub(max);
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
      exp.intoMemorySegment(scores, from, LITTLE_ENDIAN);
      sum = sum.add(exp);
    }
    sum = sum.add(sum.rearrange(RowSums.HALVES));
    sum = sum.add(sum.rearrange(RowSums.QUARTERS));
    if (Lanes.COUNT >= 8) {
      sum = sum.add(sum.rearrange(RowSums.EIGHTHS));
    }
    if (Lanes.COUNT >= 16) {
      sum = sum.add(sum.rearrange(RowSums.SIXTEENTHS));
    }
    return sum.lane(0);
  }
}
