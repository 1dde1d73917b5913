package lanewise.kernels.scalar;

/** Conversions between floating-point formats that Java lacks. */
public final class Rounding {
  private Rounding() {}

  /**
   * A float between {@code value}'s neighbours with the last bit set wherever it is inexact ("round
   * to odd"): rounding it on to a shorter format gives what rounding {@code value} itself would.
   */
  static float toOddFloat(double value) {
    float nearest = (float) value;
    if (nearest == value || Float.isNaN(nearest)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    if (Math.abs((double) nearest) > Math.abs(value)) {
      bits--;
    }
    return Float.intBitsToFloat(bits | 1);
  }

  static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest bf16, ties to even; NaN stays NaN. */
  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >> 16 & 1) >> 16);
  }
}
