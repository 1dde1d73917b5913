package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** e^x over the whole range of f32, infinite and subnormal results included; error at most 1.5. */
final class Exponential {
  /** e^x is infinite above and 0 below. */
  private static final float HIGHEST = 89f;

  private static final float LOWEST = -104f;

  /** Adding this rounds to an integer, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final FloatVector LOG2_E = constant((float) (1 / Math.log(2)));
  private static final FloatVector ROUNDERS = constant(ROUNDER);
  private static final FloatVector MINUS_LN2 = constant((float) -Math.log(2));
  private static final FloatVector MINUS_LN2_REST =
      constant((float) ((float) Math.log(2) - Math.log(2)));
  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;

  private Exponential() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }

  /** Computes {@code count} elements, a multiple of the lanes; {@code out} may be {@code in}. */
  static void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      FloatVector low = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
      FloatVector clamped = low.blend(HIGHEST, low.compare(VectorOperators.GT, HIGHEST));
      FloatVector rounded = clamped.fma(LOG2_E, ROUNDERS);
      FloatVector n = rounded.sub(ROUNDER);
      FloatVector r = n.fma(MINUS_LN2_REST, n.fma(MINUS_LN2, clamped));
      FloatVector q = VectorMath.EXP_6.fma(r, VectorMath.EXP_5).fma(r, VectorMath.EXP_4);
      q = q.fma(r, VectorMath.EXP_3).fma(r, VectorMath.EXP_2);
      FloatVector mantissa = q.fma(r.mul(r), r).add(VectorMath.ONE);
      // 2^n alone may leave the range of a float; its two halves do not
      IntVector exponent = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
      IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
      IntVector other = exponent.sub(half);
      half = half.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS);
      other = other.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS);
      mantissa
          .mul(half.reinterpretAsFloats())
          .mul(other.reinterpretAsFloats())
          .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }
}
