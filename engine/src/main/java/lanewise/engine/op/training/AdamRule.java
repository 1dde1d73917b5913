package lanewise.engine.op.training;

import lanewise.engine.graph.Attributes;

/** ONNX {@code Adam}. */
final class AdamRule implements OptimizerRule {
  @Override
  public int states() {
    return 2;
  }

  @Override
  public Step at(Attributes attributes, double rate, long steps) {
    double alpha = attributes.real("alpha", 0.9f);
    double beta = attributes.real("beta", 0.999f);
    double norm = attributes.real("norm_coefficient", 0);
    double normAfter = attributes.real("norm_coefficient_post", 0);
    double epsilon = attributes.real("epsilon", 1e-6f);
    double adjusted =
        steps > 0
            ? rate
                * Math.sqrt(1 - Math.pow(beta, (double) steps))
                / (1 - Math.pow(alpha, (double) steps))
            : rate;
    return (x, gradient, states) -> {
      double regularized = norm * x + gradient;
      states[0] = alpha * states[0] + (1 - alpha) * regularized;
      states[1] = beta * states[1] + (1 - beta) * regularized * regularized;
      double moved = x - adjusted * states[0] / (Math.sqrt(states[1]) + epsilon);
      return (1 - normAfter) * moved;
    };
  }
}
