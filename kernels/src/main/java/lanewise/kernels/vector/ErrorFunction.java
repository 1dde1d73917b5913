package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.F32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The error function on vectors of f32, by minimax fits on two intervals; error at most 2.5. */
final class ErrorFunction {
  private static final float SPLIT = 1f;

  /** erf rounds to 1 from here on. */
  private static final float IS_ONE = 3.9192059f;

  private ErrorFunction() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }

  static FloatVector of(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector s = a.mul(a);
    FloatVector q = constant(0x1.496a30p-14f);
    q = q.fma(s, constant(-0x1.a3f700p-11f));
    q = q.fma(s, constant(0x1.5405b2p-8f));
    q = q.fma(s, constant(-0x1.b7f90ep-6f));
    q = q.fma(s, constant(0x1.ce2cf8p-4f));
    q = q.fma(s, constant(-0x1.81273ep-2f));
    q = q.fma(s, constant(0x1.06eba8p-3f));
    FloatVector small = q.fma(x, x);
    FloatVector large = constant(1f).sub(complement(a));
    FloatVector signed =
        large
            .reinterpretAsInts()
            .or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
            .reinterpretAsFloats();
    return signed.blend(small, a.compare(VectorOperators.LT, SPLIT));
  }

  /** 1 - erf(a) for a ≥ 1, the exponential of a polynomial. */
  private static FloatVector complement(FloatVector a) {
    FloatVector t = a.blend(IS_ONE, a.compare(VectorOperators.GT, IS_ONE));
    FloatVector q = constant(0x1.938b7ap-13f);
    q = q.fma(t, constant(-0x1.8a557ap-9f));
    q = q.fma(t, constant(0x1.69e226p-6f));
    q = q.fma(t, constant(-0x1.a882b2p-4f));
    q = q.fma(t, constant(-0x1.4668a4p-1f));
    q = q.fma(t, constant(-0x1.20a232p+0f));
    q = q.fma(t, constant(-0x1.009c34p-12f));
    return VectorMath.expInRange(q);
  }
}
