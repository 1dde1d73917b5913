package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.F32;

import jdk.incubator.vector.FloatVector;

/**
 * The constants of elementary functions on vectors of f32; the polynomials are minimax fits made
 * for these intervals.
 *
 * <p>The loops write the polynomials out: a vector that crosses a method of ours is an object on
 * the heap wherever the compiler chooses not to inline that method, and what it chooses depends on
 * what it compiled before. The vector classes' own methods it inlines always. NaN gives NaN. Clamps
 * are compare-and-blend, because {@code min} and {@code max} cost several instructions for the sake
 * of NaN and -0.
 */
final class VectorMath {
  /** The least x whose e^x is a normal float, and the greatest whose exponent fits one step. */
  static final float EXP_LOWEST = -87.33654f;

  static final float EXP_HIGHEST = 88.3f;

  static final FloatVector LOG2_E = constant(1.44269504f);

  /** Adding this rounds to an integer n, which then stands in the low bits. */
  static final FloatVector ROUNDER = constant(0x1.8p23f);

  /** ln 2 in two parts; the first has so few bits that n times it is exact. */
  static final FloatVector MINUS_LN2_HIGH = constant(-0x1.62ep-1f);

  static final FloatVector MINUS_LN2_LOW = constant((float) (0x1.62ep-1 - Math.log(2)));

  static final FloatVector EXP_2 = constant(0x1.fffffcp-2f);
  static final FloatVector EXP_3 = constant(0x1.55548ap-3f);
  static final FloatVector EXP_4 = constant(0x1.555916p-5f);
  static final FloatVector EXP_5 = constant(0x1.123fc6p-7f);
  static final FloatVector EXP_6 = constant(0x1.6a1a72p-10f);
  static final FloatVector ONE = constant(1f);

  static final int MANTISSA_BITS = 23;
  static final int ONE_BITS = Float.floatToRawIntBits(1f);

  /** Where the tanh of small arguments ends and that of large ones begins. */
  static final float TANH_SPLIT = 0.6f;

  static final FloatVector TANH_3 = constant(-0x1.55553ep-2f);
  static final FloatVector TANH_5 = constant(0x1.1109aep-3f);
  static final FloatVector TANH_7 = constant(-0x1.b898dep-5f);
  static final FloatVector TANH_9 = constant(0x1.54b8a0p-6f);
  static final FloatVector TANH_11 = constant(-0x1.825856p-8f);
  static final FloatVector TWO = constant(2f);

  /** The tail polynomial is fitted up to here; beyond, the tail is below 1e-18. */
  static final float NORMAL_TAIL_END = 9f;

  static final FloatVector TAIL_0 = constant(-0x1.62e408p-1f);
  static final FloatVector TAIL_1 = constant(-0x1.988712p-1f);
  static final FloatVector TAIL_2 = constant(-0x1.45d5a2p-2f);
  static final FloatVector TAIL_3 = constant(-0x1.2be2bep-5f);
  static final FloatVector TAIL_4 = constant(0x1.50930ap-8f);
  static final FloatVector TAIL_5 = constant(-0x1.e53420p-13f);
  static final FloatVector TAIL_6 = constant(-0x1.84290ep-14f);
  static final FloatVector TAIL_7 = constant(0x1.b0a4b4p-16f);
  static final FloatVector TAIL_8 = constant(-0x1.b1b188p-19f);
  static final FloatVector TAIL_9 = constant(0x1.c410c4p-23f);
  static final FloatVector TAIL_10 = constant(-0x1.893996p-28f);

  static final FloatVector GELU_LINEAR = constant((float) (2 * Math.sqrt(2 / Math.PI)));
  static final FloatVector GELU_CUBIC = constant((float) (2 * Math.sqrt(2 / Math.PI) * 0.044715));

  private VectorMath() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }
}
