package lanewise.engine.op.training;

import lanewise.engine.graph.Attributes;

/** ONNX {@code Adagrad}. */
final class AdagradRule implements OptimizerRule {
  @Override
  public int states() {
    return 1;
  }

  @Override
  public Step at(Attributes attributes, double rate, long steps) {
    double decayed = rate / (1 + steps * (double) attributes.real("decay_factor", 0));
    double norm = attributes.real("norm_coefficient", 0);
    double epsilon = attributes.real("epsilon", 1e-6f);
    return (x, gradient, states) -> {
      double regularized = norm * x + gradient;
      states[0] += regularized * regularized;
      return x - decayed * regularized / (Math.sqrt(states[0]) + epsilon);
    };
  }
}
