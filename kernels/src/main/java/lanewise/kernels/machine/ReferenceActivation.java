package lanewise.kernels.machine;

import lanewise.kernels.Activation;

/** Activations in double precision, as a trial's reference. */
public final class ReferenceActivation {
  private ReferenceActivation() {}

  public static float apply(Activation activation, float x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(x, 0f);
      case GELU_ERF -> (float) (x * normalDistribution(x));
      case GELU_TANH -> {
        double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        yield (float) (0.5 * x * (1 + Math.tanh(u)));
      }
      case SILU -> (float) (x / (1 + Math.exp(-x)));
      case TANH -> (float) Math.tanh(x);
      case SIGMOID -> (float) (1 / (1 + Math.exp(-x)));
    };
  }

  /** Φ(x) by the series ½ + φ(x) · Σ x²ⁿ⁺¹ / (1·3·5···(2n+1)). */
  private static double normalDistribution(double x) {
    if (Math.abs(x) > 8) {
      return x > 0 ? 1 : 0;
    }
    double term = x;
    double sum = x;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= x * x / odd;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
