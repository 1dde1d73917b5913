package lanewise.kernels.scalar;

/**
 * The multiply-add of {@code VDPBF16PS} and of every CPU that is told to treat subnormal numbers as
 * zero: f32, rounded to nearest even.
 */
public final class FlushingFma {
  private FlushingFma() {}

  /** A zero of its sign where {@code x} is subnormal, else {@code x}. */
  public static float flush(float x) {
    return Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x;
  }

  /**
   * {@code x · y + z}, a zero of its sign where that is subnormal.
   *
   * @param x with at most 16 significant bits, likewise {@code y}, as bf16 widened; neither is
   *     subnormal, nor is {@code z}
   */
  public static float fma(float x, float y, float z) {
    float result = Math.fma(x, y, z);
    float magnitude = Math.abs(result);
    if (magnitude > Float.MIN_NORMAL || magnitude == 0 || Float.isNaN(result)) {
      return result;
    }
    if (magnitude < Float.MIN_NORMAL) {
      return Math.copySign(0f, result);
    }
    // Rounded up to the least normal number from below, but would 24 bits have reached it? The
    // double is near enough: with operands so short the exact result keeps away from the limit.
    double wide = Math.abs(Math.fma((double) x, (double) y, (double) z));
    return wide < 0x1.ffffffp-127 ? Math.copySign(0f, result) : result;
  }
}
