package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.F32;

import jdk.incubator.vector.FloatVector;

/**
 * The constants of sine and cosine: π/2 in three parts of 24 bits each, so that fused steps bring
 * an argument of up to {@link #GREATEST} within π/4 of zero with all its bits, and minimax fits
 * there.
 */
final class Quadrants {
  /** Above this the multiple of π/2 is too large for three parts. */
  static final float GREATEST = 0x1p17f;

  static final FloatVector TWO_OVER_PI = constant((float) (2 / Math.PI));

  /** Adding this rounds to an integer, which then stands in the low bits. */
  static final FloatVector ROUNDER = constant(0x1.8p23f);

  static final FloatVector PI_HALF_1 = constant(-0x1.921fb6p+0f);
  static final FloatVector PI_HALF_2 = constant(0x1.777a5cp-25f);
  static final FloatVector PI_HALF_3 = constant(0x1.ee59dap-50f);

  static final FloatVector SIN_3 = constant(-0x1.555556p-3f);
  static final FloatVector SIN_5 = constant(0x1.111108p-7f);
  static final FloatVector SIN_7 = constant(-0x1.a00f94p-13f);
  static final FloatVector SIN_9 = constant(0x1.6cd5ecp-19f);

  static final FloatVector COS_4 = constant(0x1.55554ap-5f);
  static final FloatVector COS_6 = constant(-0x1.6c0c82p-10f);
  static final FloatVector COS_8 = constant(0x1.99ff40p-16f);
  static final FloatVector MINUS_HALF = constant(-0.5f);
  static final FloatVector ONE = constant(1f);

  private Quadrants() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }
}
