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

/**
 * The loops that write a row. {@code out} may be {@code in}. What is left of a row after the whole
 * vectors has a method of its own, because the compiler stops inlining in a larger one.
 */
final class VectorRows {
  private VectorRows() {}

  /** {@code out = e^(in - max)}. */
  static void exponentials(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count, float max) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector shifted = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN).sub(max);
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
      exp.intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      lastExponentials(in, inAt + at, out, outAt + at, count - i, max);
    }
  }

  private static void lastExponentials(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count, float max) {
    VectorMask<Float> rest = F32.indexInRange(0, count);
    FloatVector shifted = fromMemorySegment(F32, in, inAt, LITTLE_ENDIAN, rest).sub(max);
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
    exp.intoMemorySegment(out, outAt, LITTLE_ENDIAN, rest);
  }

  /** {@code out = (in - shift) · factor}. */
  static void shiftAndScale(
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      int count,
      float shift,
      float factor) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      x.sub(shift).mul(factor).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x =
          FloatVector.fromMemorySegment(
              Lanes.F32, in, inAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count - i));
      x.sub(shift)
          .mul(factor)
          .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count - i));
    }
  }

  /** {@code out = (in - shift) · factor · scale}. */
  static void normalize(
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      int count,
      float shift,
      float factor,
      MemorySegment scale) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN).sub(shift).mul(factor);
      FloatVector s = fromMemorySegment(F32, scale, at, LITTLE_ENDIAN);
      x.mul(s).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x =
          FloatVector.fromMemorySegment(
                  Lanes.F32, in, inAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count - i))
              .sub(shift)
              .mul(factor);
      x.mul(
              FloatVector.fromMemorySegment(
                  Lanes.F32, scale, at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count - i)))
          .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count - i));
    }
  }

  /** {@code out = (in - shift) · factor · scale + bias}. */
  static void normalize(
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      int count,
      float shift,
      float factor,
      MemorySegment scale,
      MemorySegment bias) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN).sub(shift).mul(factor);
      FloatVector s = fromMemorySegment(F32, scale, at, LITTLE_ENDIAN);
      FloatVector b = fromMemorySegment(F32, bias, at, LITTLE_ENDIAN);
      x.fma(s, b).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      lastNormalized(in, inAt, out, outAt, at, count - i, shift, factor, scale, bias);
    }
  }

  private static void lastNormalized(
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      long at,
      int count,
      float shift,
      float factor,
      MemorySegment scale,
      MemorySegment bias) {
    FloatVector x =
        FloatVector.fromMemorySegment(
                Lanes.F32, in, inAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count))
            .sub(shift)
            .mul(factor);
    FloatVector s =
        FloatVector.fromMemorySegment(
            Lanes.F32, scale, at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count));
    FloatVector b =
        FloatVector.fromMemorySegment(
            Lanes.F32, bias, at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count));
    x.fma(s, b).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN, Lanes.F32.indexInRange(0, count));
  }
}
