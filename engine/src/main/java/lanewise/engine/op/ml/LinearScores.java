package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;

/** One weighted sum of a row's features for each target. */
record LinearScores(float[] coefficients, float[] intercepts, int targets, int width) {
  static LinearScores of(Attributes attributes, int targets, int width) {
    float[] coefficients = Rows.reals(attributes, "coefficients");
    Rows.requireLength(
        "coefficients", coefficients.length, Math.toIntExact((long) targets * width));
    float[] intercepts = Rows.spread(attributes, "intercepts", targets, 0);
    return new LinearScores(coefficients, intercepts, targets, width);
  }

  double[] of(Rows rows, long row) {
    double[] scores = new double[targets];
    for (int target = 0; target < targets; target++) {
      double sum = intercepts[target];
      for (int i = 0; i < width; i++) {
        sum += coefficients[target * width + i] * rows.at(row, i);
      }
      scores[target] = sum;
    }
    return scores;
  }
}
