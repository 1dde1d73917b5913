package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.F32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Elementary functions on vectors of f32. NaN gives NaN. Errors are in units in the last place of
 * the exact result; the polynomials are minimax fits made for these intervals.
 *
 * <p>Methods are short and constants are vectors, so that the compiler inlines a whole chain of
 * them into a loop. Clamps are compare-and-blend, because {@code min} and {@code max} cost several
 * instructions for the sake of NaN and -0.
 */
final class VectorMath {
  /** The least x whose e^x is a normal float, and the greatest whose exponent fits one step. */
  static final float EXP_LOWEST = -87.33654f;

  static final float EXP_HIGHEST = 88.3f;

  private static final FloatVector LOG2_E = constant(1.44269504f);

  /** Adding this rounds to an integer n, which then stands in the low bits. */
  private static final FloatVector ROUNDER = constant(0x1.8p23f);

  /** ln 2 in two parts; the first has so few bits that n times it is exact. */
  private static final FloatVector MINUS_LN2_HIGH = constant(-0x1.62ep-1f);

  private static final FloatVector MINUS_LN2_LOW = constant((float) (0x1.62ep-1 - Math.log(2)));

  private static final FloatVector EXP_2 = constant(0x1.fffffcp-2f);
  private static final FloatVector EXP_3 = constant(0x1.55548ap-3f);
  private static final FloatVector EXP_4 = constant(0x1.555916p-5f);
  private static final FloatVector EXP_5 = constant(0x1.123fc6p-7f);
  private static final FloatVector EXP_6 = constant(0x1.6a1a72p-10f);
  private static final FloatVector ONE = constant(1f);

  private static final int MANTISSA_BITS = 23;
  private static final int ONE_BITS = Float.floatToRawIntBits(1f);

  /** Where the tanh of small arguments ends and that of large ones begins. */
  private static final float TANH_SPLIT = 0.6f;

  private static final FloatVector TANH_3 = constant(-0x1.55553ep-2f);
  private static final FloatVector TANH_5 = constant(0x1.1109aep-3f);
  private static final FloatVector TANH_7 = constant(-0x1.b898dep-5f);
  private static final FloatVector TANH_9 = constant(0x1.54b8a0p-6f);
  private static final FloatVector TANH_11 = constant(-0x1.825856p-8f);
  private static final FloatVector TWO = constant(2f);

  /** The tail polynomial is fitted up to here; beyond, the tail is below 1e-18. */
  private static final float NORMAL_TAIL_END = 9f;

  private static final FloatVector TAIL_0 = constant(-0x1.62e408p-1f);
  private static final FloatVector TAIL_1 = constant(-0x1.988712p-1f);
  private static final FloatVector TAIL_2 = constant(-0x1.45d5a2p-2f);
  private static final FloatVector TAIL_3 = constant(-0x1.2be2bep-5f);
  private static final FloatVector TAIL_4 = constant(0x1.50930ap-8f);
  private static final FloatVector TAIL_5 = constant(-0x1.e53420p-13f);
  private static final FloatVector TAIL_6 = constant(-0x1.84290ep-14f);
  private static final FloatVector TAIL_7 = constant(0x1.b0a4b4p-16f);
  private static final FloatVector TAIL_8 = constant(-0x1.b1b188p-19f);
  private static final FloatVector TAIL_9 = constant(0x1.c410c4p-23f);
  private static final FloatVector TAIL_10 = constant(-0x1.893996p-28f);

  private static final FloatVector GELU_LINEAR = constant((float) (2 * Math.sqrt(2 / Math.PI)));
  private static final FloatVector GELU_CUBIC =
      constant((float) (2 * Math.sqrt(2 / Math.PI) * 0.044715));

  /** Silu and gelu vanish below, so a lower input, -∞ too, may stand for this one. */
  private static final float LOWEST = -200f;

  private VectorMath() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }

  /** e^x for x within {@link #EXP_LOWEST} and {@link #EXP_HIGHEST}; error at most 1. */
  static FloatVector expInRange(FloatVector x) {
    FloatVector rounded = x.fma(LOG2_E, ROUNDER);
    FloatVector n = rounded.sub(ROUNDER);
    FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
    FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
    return mantissa.mul(
        rounded
            .reinterpretAsInts()
            .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
            .add(ONE_BITS)
            .reinterpretAsFloats());
  }

  /** e^x for x ≤ 0, where a result below the smallest normal float is 0; error at most 1. */
  static FloatVector expOfNonPositive(FloatVector x) {
    return expInRange(x).blend(0f, x.compare(VectorOperators.LT, EXP_LOWEST));
  }

  /** 1 + e⁻ˣ, held within what a float can hold. */
  private static FloatVector onePlusExpOfMinus(FloatVector x) {
    FloatVector low = x.blend(-EXP_HIGHEST, x.compare(VectorOperators.LT, -EXP_HIGHEST));
    FloatVector y = low.blend(-EXP_LOWEST, low.compare(VectorOperators.GT, -EXP_LOWEST));
    return expInRange(y.neg()).add(ONE);
  }

  /** 1 / (1 + e⁻ˣ); error at most 3, below -88 absolute 2⁻¹²⁶. */
  static FloatVector sigmoid(FloatVector x) {
    return ONE.div(onePlusExpOfMinus(x));
  }

  /** The hyperbolic tangent; error at most 3. */
  static FloatVector tanh(FloatVector x) {
    FloatVector s = x.mul(x);
    FloatVector q = TANH_11.fma(s, TANH_9).fma(s, TANH_7).fma(s, TANH_5).fma(s, TANH_3);
    FloatVector small = q.mul(s).fma(x, x);
    FloatVector large = TWO.div(onePlusExpOfMinus(x.add(x))).sub(ONE);
    return large.blend(small, x.abs().compare(VectorOperators.LT, TANH_SPLIT));
  }

  /**
   * ½ x (1 + erf(x / √2)) as max(x, 0) - |x| Φ(-|x|), where nothing cancels; log Φ(-a) is the
   * polynomial. The absolute error is at most 2⁻²² · max(|x|, 1).
   */
  static FloatVector geluErf(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector a = size.blend(NORMAL_TAIL_END, size.compare(VectorOperators.GT, NORMAL_TAIL_END));
    FloatVector high = TAIL_10.fma(a, TAIL_9).fma(a, TAIL_8).fma(a, TAIL_7).fma(a, TAIL_6);
    FloatVector q = high.fma(a, TAIL_5).fma(a, TAIL_4).fma(a, TAIL_3).fma(a, TAIL_2);
    FloatVector tail = expInRange(q.fma(a, TAIL_1).fma(a, TAIL_0));
    return a.neg().fma(tail, relu(x));
  }

  /** max(x, 0). */
  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(VectorOperators.LE, 0f));
  }

  /** x / (1 + e⁻ˣ); error at most 3. */
  static FloatVector silu(FloatVector x) {
    return atLeastLowest(x).div(onePlusExpOfMinus(x));
  }

  /**
   * ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is x over 1 + e to minus twice that argument.
   */
  static FloatVector geluTanh(FloatVector x) {
    FloatVector inner = x.mul(x).fma(GELU_CUBIC, GELU_LINEAR).mul(x);
    return atLeastLowest(x).div(onePlusExpOfMinus(inner));
  }

  private static FloatVector atLeastLowest(FloatVector x) {
    return x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
  }
}
