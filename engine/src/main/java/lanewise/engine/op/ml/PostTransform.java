package lanewise.engine.op.ml;

import lanewise.engine.graph.InvalidNodeException;

/** What becomes of scores in the end. */
enum PostTransform {
  NONE,
  SOFTMAX,
  LOGISTIC,
  SOFTMAX_ZERO,
  PROBIT;

  static PostTransform named(String name) {
    for (PostTransform transform : values()) {
      if (transform.name().equals(name)) {
        return transform;
      }
    }
    throw new InvalidNodeException(
        "post_transform is '"
            + name
            + "', allowed are NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO and PROBIT");
  }

  static PostTransform numbered(long number) {
    if (number < 0 || number >= values().length) {
      throw new InvalidNodeException("post_transform is " + number + ", allowed is 0 to 4");
    }
    return values()[(int) number];
  }

  /** Changes one row's scores. */
  void apply(double[] scores) {
    switch (this) {
      case NONE -> {}
      case LOGISTIC -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = logistic(scores[i]);
        }
      }
      case PROBIT -> {
        for (int i = 0; i < scores.length; i++) {
          scores[i] = probit(scores[i]);
        }
      }
      case SOFTMAX, SOFTMAX_ZERO -> softmax(scores, this == SOFTMAX_ZERO);
    }
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static void softmax(double[] scores, boolean keepsZeros) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean zero = keepsZeros && Math.abs(scores[i]) <= 1e-7;
      scores[i] = zero ? scores[i] * Math.exp(-largest) : Math.exp(scores[i] - largest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length && sum != 0; i++) {
      scores[i] /= sum;
    }
  }

  /** The inverse of the normal distribution, by Winitzki's approximation of the error function. */
  private static double probit(double probability) {
    double x = 2 * probability - 1;
    double log = Math.log((1 - x) * (1 + x));
    double a = 2 / (Math.PI * 0.147) + 0.5 * log;
    double b = log / 0.147;
    return Math.sqrt(2) * Math.copySign(Math.sqrt(-a + Math.sqrt(a * a - b)), x);
  }
}
