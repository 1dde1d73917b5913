package lanewise.kernels.scalar;

/**
 * The scale format E8M0: eight bits of exponent and nothing else, so 2⁻¹²⁷ to 2¹²⁷; 0xFF is NaN.
 * Values are rounded up to a power of two, ONNX's default; there is no sign, so negative values are
 * NaN.
 */
final class PowerOfTwo {
  private static final int BIAS = 127;
  private static final int GREATEST_CODE = 0xFE;
  private static final int NAN_CODE = 0xFF;

  private PowerOfTwo() {}

  static double decode(int code) {
    int exponent = code & 0xFF;
    return exponent == NAN_CODE ? Double.NaN : Math.scalb(1.0, exponent - BIAS);
  }

  static int encode(double value, boolean saturate) {
    if (Double.isNaN(value) || value < 0) {
      return NAN_CODE;
    }
    if (value <= 0x1p-127) {
      return 0;
    }
    if (value > 0x1p127) {
      return saturate ? GREATEST_CODE : NAN_CODE;
    }
    int exponent = Math.getExponent(value);
    return BIAS + (value > Math.scalb(1.0, exponent) ? exponent + 1 : exponent);
  }
}
