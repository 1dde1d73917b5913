package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The error function on vectors of f32, by minimax fits on two intervals; error at most 2.5. */
final class ErrorFunction {
  private static final float SPLIT = 1f;

  /** erf rounds to 1 from here on. */
  private static final float IS_ONE = 3.9192059f;

  private static final FloatVector SMALL_13 = constant(0x1.496a30p-14f);
  private static final FloatVector SMALL_11 = constant(-0x1.a3f700p-11f);
  private static final FloatVector SMALL_9 = constant(0x1.5405b2p-8f);
  private static final FloatVector SMALL_7 = constant(-0x1.b7f90ep-6f);
  private static final FloatVector SMALL_5 = constant(0x1.ce2cf8p-4f);
  private static final FloatVector SMALL_3 = constant(-0x1.81273ep-2f);
  private static final FloatVector SMALL_1 = constant(0x1.06eba8p-3f);

  private static final FloatVector LARGE_6 = constant(0x1.938b7ap-13f);
  private static final FloatVector LARGE_5 = constant(-0x1.8a557ap-9f);
  private static final FloatVector LARGE_4 = constant(0x1.69e226p-6f);
  private static final FloatVector LARGE_3 = constant(-0x1.a882b2p-4f);
  private static final FloatVector LARGE_2 = constant(-0x1.4668a4p-1f);
  private static final FloatVector LARGE_1 = constant(-0x1.20a232p+0f);
  private static final FloatVector LARGE_0 = constant(-0x1.009c34p-12f);

  private ErrorFunction() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }

  /**
   * Computes {@code count} elements, a multiple of the lanes; {@code out} may be {@code in}. From
   * the split on, 1 - erf is the exponential of a polynomial.
   */
  static void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      FloatVector a = x.abs();
      FloatVector s = a.mul(a);
      FloatVector small = SMALL_13.fma(s, SMALL_11).fma(s, SMALL_9).fma(s, SMALL_7);
      small = small.fma(s, SMALL_5).fma(s, SMALL_3).fma(s, SMALL_1).fma(x, x);
      FloatVector t = a.blend(IS_ONE, a.compare(VectorOperators.GT, IS_ONE));
      FloatVector y = LARGE_6.fma(t, LARGE_5).fma(t, LARGE_4).fma(t, LARGE_3);
      y = y.fma(t, LARGE_2).fma(t, LARGE_1).fma(t, LARGE_0);
      FloatVector rounded = y.fma(VectorMath.LOG2_E, VectorMath.ROUNDER);
      FloatVector n = rounded.sub(VectorMath.ROUNDER);
      FloatVector r = n.fma(VectorMath.MINUS_LN2_HIGH, y);
      r = n.fma(VectorMath.MINUS_LN2_LOW, r);
      FloatVector q = VectorMath.EXP_6.fma(r, VectorMath.EXP_5).fma(r, VectorMath.EXP_4);
      q = q.fma(r, VectorMath.EXP_3).fma(r, VectorMath.EXP_2);
      IntVector power =
          rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, VectorMath.MANTISSA_BITS);
      FloatVector scale = power.add(VectorMath.ONE_BITS).reinterpretAsFloats();
      FloatVector complement = q.fma(r.mul(r), r).add(VectorMath.ONE).mul(scale);
      VectorMath.ONE
          .sub(complement)
          .blend(small, a.compare(VectorOperators.LT, SPLIT))
          .reinterpretAsInts()
          .or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
          .reinterpretAsFloats()
          .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }
}
