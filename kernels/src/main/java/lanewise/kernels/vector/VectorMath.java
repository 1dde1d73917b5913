package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.F32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on vectors of f32. Errors in units in the last place of the exact result:
 * {@link #exp} 1, {@link #erf} 2, {@link #tanh} 2, {@link #sigmoid} 3. NaN gives NaN. The polynomials
 * are minimax fits made for these intervals.
 *
 * <p>Clamps are compare-and-blend, because {@code min} and {@code max} cost several instructions for
 * the sake of NaN and -0.
 */
final class VectorMath {
  private static final float LOG2_E = 1.44269504f;

  /** ln 2 in two parts; the first has so few bits that n times it is exact. */
  private static final float LN2_HIGH = 0x1.62ep-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - 0x1.62ep-1);

  /** Adding this rounds to an integer, which is then in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  /** e^x is infinite above and 0 below. */
  private static final float EXP_HIGHEST = 89f;

  private static final float EXP_LOWEST = -104f;

  /** e^x is subnormal below, ln(2^-126). */
  private static final float EXP_LEAST_NORMAL = -87.336544f;

  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;

  private static final float ERF_SPLIT = 1f;

  /** erf rounds to 1 from here on. */
  private static final float ERF_IS_ONE = 3.9192059f;

  private static final float TANH_SPLIT = 0.6f;

  /** tanh rounds to 1 from here on. */
  private static final float TANH_IS_ONE = 9.02f;

  /** Activations are 0 below, to f32's precision; so an infinite input meets no zero factor. */
  private static final float GELU_LOWEST = -16f;

  private static final float SILU_LOWEST = -120f;

  private static final float SQRT_HALF = (float) Math.sqrt(0.5);
  private static final float SQRT_2_OVER_PI = (float) Math.sqrt(2 / Math.PI);
  private static final float GELU_CUBIC = (float) (Math.sqrt(2 / Math.PI) * 0.044715);

  private VectorMath() {}

  /** e^x over the whole range, subnormal results included. */
  static FloatVector exp(FloatVector x) {
    FloatVector low = atLeast(x, EXP_LOWEST);
    FloatVector clamped = low.blend(EXP_HIGHEST, low.compare(VectorOperators.GT, EXP_HIGHEST));
    FloatVector rounded = clamped.fma(constant(LOG2_E), constant(ROUNDER));
    FloatVector mantissa = expOfRemainder(clamped, rounded.sub(ROUNDER));
    // 2^n alone may leave the range of a float; its two halves do not
    IntVector n = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return mantissa.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /** e^x for x ≤ 0, where a result below the smallest normal float is 0. */
  static FloatVector expOfNonPositive(FloatVector x) {
    FloatVector rounded = x.fma(constant(LOG2_E), constant(ROUNDER));
    FloatVector mantissa = expOfRemainder(x, rounded.sub(ROUNDER));
    IntVector n = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    FloatVector result = mantissa.mul(powerOfTwo(n));
    return result.blend(0f, x.compare(VectorOperators.LT, EXP_LEAST_NORMAL));
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(EXPONENT_BIAS)
        .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
        .reinterpretAsFloats();
  }

  /** e^(x - n ln 2), where that difference is within ±ln(2)/2. */
  private static FloatVector expOfRemainder(FloatVector x, FloatVector n) {
    FloatVector high = n.fma(constant(-LN2_HIGH), x);
    FloatVector r = n.fma(constant(-LN2_LOW), high);
    FloatVector q = constant(0x1.6a1a72p-10f);
    q = q.fma(r, constant(0x1.123fc6p-7f));
    q = q.fma(r, constant(0x1.555916p-5f));
    q = q.fma(r, constant(0x1.55548ap-3f));
    q = q.fma(r, constant(0x1.fffffcp-2f));
    return q.fma(r.mul(r), r).add(1f);
  }

  /** The error function. */
  static FloatVector erf(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector s = a.mul(a);
    FloatVector q = constant(0x1.496a30p-14f);
    q = q.fma(s, constant(-0x1.a3f700p-11f));
    q = q.fma(s, constant(0x1.5405b2p-8f));
    q = q.fma(s, constant(-0x1.b7f90ep-6f));
    q = q.fma(s, constant(0x1.ce2cf8p-4f));
    q = q.fma(s, constant(-0x1.81273ep-2f));
    q = q.fma(s, constant(0x1.06eba8p-3f));
    FloatVector small = x.fma(q, x);
    FloatVector large = constant(1f).sub(erfcOfLarge(a));
    FloatVector signed = withSignOf(x, large);
    return signed.blend(small, a.compare(VectorOperators.LT, ERF_SPLIT));
  }

  /** 1 - erf(a) for a ≥ 1. */
  private static FloatVector erfcOfLarge(FloatVector a) {
    FloatVector t = a.blend(ERF_IS_ONE, a.compare(VectorOperators.GT, ERF_IS_ONE));
    FloatVector q = constant(0x1.938b7ap-13f);
    q = q.fma(t, constant(-0x1.8a557ap-9f));
    q = q.fma(t, constant(0x1.69e226p-6f));
    q = q.fma(t, constant(-0x1.a882b2p-4f));
    q = q.fma(t, constant(-0x1.4668a4p-1f));
    q = q.fma(t, constant(-0x1.20a232p+0f));
    q = q.fma(t, constant(-0x1.009c34p-12f));
    return expOfNonPositive(q);
  }

  /** The hyperbolic tangent. */
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector s = a.mul(a);
    FloatVector q = constant(-0x1.825856p-8f);
    q = q.fma(s, constant(0x1.54b8a0p-6f));
    q = q.fma(s, constant(-0x1.b898dep-5f));
    q = q.fma(s, constant(0x1.1109aep-3f));
    q = q.fma(s, constant(-0x1.55553ep-2f));
    FloatVector small = q.mul(s).fma(x, x);
    FloatVector t = a.blend(TANH_IS_ONE, a.compare(VectorOperators.GT, TANH_IS_ONE));
    FloatVector inverse = constant(1f).div(expOfNonPositive(t.mul(-2f)).add(1f));
    FloatVector large = inverse.fma(constant(2f), constant(-1f));
    return withSignOf(x, large).blend(small, a.compare(VectorOperators.LT, TANH_SPLIT));
  }

  /** 1 / (1 + e⁻ˣ). */
  static FloatVector sigmoid(FloatVector x) {
    return constant(1f).div(exp(x.neg()).add(1f));
  }

  /** x / (1 + e⁻ˣ). */
  static FloatVector silu(FloatVector x) {
    FloatVector clamped = atLeast(x, SILU_LOWEST);
    return clamped.div(exp(clamped.neg()).add(1f));
  }

  /** ½ x (1 + erf(x / √2)). */
  static FloatVector geluErf(FloatVector x) {
    FloatVector half = atLeast(x, GELU_LOWEST).mul(0.5f);
    return erf(x.mul(SQRT_HALF)).fma(half, half);
  }

  /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
  static FloatVector geluTanh(FloatVector x) {
    FloatVector half = atLeast(x, GELU_LOWEST).mul(0.5f);
    FloatVector inner = x.mul(x).fma(constant(GELU_CUBIC), constant(SQRT_2_OVER_PI)).mul(x);
    return tanh(inner).fma(half, half);
  }

  /** max(x, 0), and NaN for NaN. */
  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  private static FloatVector atLeast(FloatVector x, float lowest) {
    VectorMask<Float> below = x.compare(VectorOperators.LT, lowest);
    return x.blend(lowest, below);
  }

  private static FloatVector withSignOf(FloatVector x, FloatVector magnitude) {
    IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
    return magnitude.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }
}
