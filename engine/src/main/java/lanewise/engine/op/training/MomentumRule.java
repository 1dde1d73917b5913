package lanewise.engine.op.training;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/** ONNX {@code Momentum}, standard or Nesterov's. */
final class MomentumRule implements OptimizerRule {
  @Override
  public int states() {
    return 1;
  }

  @Override
  public Step at(Attributes attributes, double rate, long steps) {
    double alpha = attributes.real("alpha", 0);
    double beta = steps > 0 ? attributes.real("beta", 0) : 1;
    double norm = attributes.real("norm_coefficient", 0);
    String mode = attributes.string("mode", "standard");
    boolean nesterov = mode.equals("nesterov");
    if (!nesterov && !mode.equals("standard")) {
      throw new InvalidNodeException("mode is '" + mode + "', allowed are standard and nesterov");
    }
    return (x, gradient, states) -> {
      double regularized = norm * x + gradient;
      states[0] = alpha * states[0] + beta * regularized;
      return x - rate * (nesterov ? regularized + alpha * states[0] : states[0]);
    };
  }
}
