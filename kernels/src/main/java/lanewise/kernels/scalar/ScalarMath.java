package lanewise.kernels.scalar;

import lanewise.kernels.Activation;

/** Functions that {@link Math} lacks, in double precision, and the activations built on them. */
final class ScalarMath {
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

  /** 1 - erf(x) is below half a unit in the last place of 1 from here on. */
  private static final double ERF_IS_ONE = 6;

  private ScalarMath() {}

  /**
   * The error function by its series 2/√π · e^(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·5···(2n+1)), whose terms
   * all have one sign, so that nothing cancels.
   */
  static double erf(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) >= ERF_IS_ONE) {
      return Math.copySign(1, x);
    }
    double square = x * x;
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > 0x1p-55 * Math.abs(sum); odd += 2) {
      term *= 2 * square / odd;
      sum += term;
    }
    return TWO_OVER_SQRT_PI * Math.exp(-square) * sum;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double geluErf(double x) {
    // 1 + erf cancels for negative x; the tail that is lost is below f32's smallest gelu that
    // matters
    return x == Double.NEGATIVE_INFINITY ? -0.0 : 0.5 * x * (1 + erf(x * SQRT_HALF));
  }

  static double geluTanh(double x) {
    return x == Double.NEGATIVE_INFINITY
        ? -0.0
        : 0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x * x * x)));
  }

  static double silu(double x) {
    return x == Double.NEGATIVE_INFINITY ? -0.0 : x * sigmoid(x);
  }

  /** An activation, rounded to f32 once. */
  static float activate(Activation activation, float x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(x, 0f);
      case GELU_ERF -> (float) geluErf(x);
      case GELU_TANH -> (float) geluTanh(x);
      case SILU -> (float) silu(x);
      case TANH -> (float) Math.tanh(x);
      case SIGMOID -> (float) sigmoid(x);
    };
  }
}
