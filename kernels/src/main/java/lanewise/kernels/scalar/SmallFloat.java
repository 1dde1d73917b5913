package lanewise.kernels.scalar;

/**
 * Floating-point formats of 8 and 4 bits, as ONNX defines them.
 *
 * <p>All have a sign, an exponent and a mantissa with subnormals; they differ in what the last
 * codes mean, in whether there is a negative zero, and in where the not-a-number is.
 */
enum SmallFloat {
  /** No infinity; 0x7F and 0xFF are NaN. */
  E4M3FN(3, 7, 0x7E, 0x80, 0x7F, 0x7F),
  /** No infinity and no negative zero: 0x80 is NaN. */
  E4M3FNUZ(3, 8, 0x7F, 0x80, 0x80, 0x80),
  /** As IEEE 754: 0x7C is infinity, above it NaN. */
  E5M2(2, 15, 0x7B, 0x80, 0x7E, 0x7C),
  /** No infinity and no negative zero: 0x80 is NaN. */
  E5M2FNUZ(2, 16, 0x7F, 0x80, 0x80, 0x80),
  /** Finite values only, up to 6; NaN becomes negative zero. */
  E2M1(1, 1, 0x7, 0x8, 0x7, 0x7);

  private final int mantissaBits;
  private final int bias;
  private final int greatestCode;
  private final int signCode;
  private final int nanCode;
  private final int overflowCode;

  @SuppressWarnings("ImmutableEnumChecker") // written by the constructor alone
  private final float[] values;

  SmallFloat(
      int mantissaBits, int bias, int greatestCode, int signCode, int nanCode, int overflowCode) {
    this.mantissaBits = mantissaBits;
    this.bias = bias;
    this.greatestCode = greatestCode;
    this.signCode = signCode;
    this.nanCode = nanCode;
    this.overflowCode = overflowCode;
    this.values = new float[2 * signCode];
    for (int code = 0; code < values.length; code++) {
      values[code] = valueOf(code);
    }
  }

  private float valueOf(int code) {
    int magnitude = code & (signCode - 1);
    if (nanCode == signCode && code == nanCode) {
      return Float.NaN;
    }
    float sign = (code & signCode) != 0 ? -1f : 1f;
    if (magnitude > greatestCode) {
      return overflowCode != nanCode && magnitude == overflowCode
          ? sign * Float.POSITIVE_INFINITY
          : Float.NaN;
    }
    int exponent = magnitude >> mantissaBits;
    int mantissa = magnitude & ((1 << mantissaBits) - 1);
    int scaled = exponent == 0 ? mantissa : mantissa + (1 << mantissaBits);
    return sign * Math.scalb((float) scaled, Math.max(exponent, 1) - bias - mantissaBits);
  }

  /** The value of a code. */
  float decode(int code) {
    return values[code & (values.length - 1)];
  }

  /**
   * The code nearest to {@code value}, ties to even.
   *
   * @param saturate whether what is too large, infinity too, becomes the greatest finite value
   *     rather than infinity or NaN
   */
  int encode(float value, boolean saturate) {
    boolean noNegativeZero = nanCode == signCode;
    int sign = Float.floatToRawIntBits(value) < 0 ? signCode : 0;
    if (Float.isNaN(value)) {
      if (this == E2M1) {
        return signCode;
      }
      return noNegativeZero ? nanCode : sign | nanCode;
    }
    double magnitude = Math.abs((double) value);
    int code = Integer.MAX_VALUE;
    if (magnitude <= Float.MAX_VALUE) {
      int leastExponent = 1 - bias;
      int exponent = Math.max(Math.getExponent(magnitude), leastExponent);
      int rounded = (int) Math.rint(Math.scalb(magnitude, mantissaBits - exponent));
      code = (exponent - leastExponent << mantissaBits) + rounded;
    }
    if (code > greatestCode) {
      if (saturate) {
        return sign | greatestCode;
      }
      return noNegativeZero ? nanCode : sign | overflowCode;
    }
    return code == 0 && noNegativeZero ? 0 : sign | code;
  }
}
