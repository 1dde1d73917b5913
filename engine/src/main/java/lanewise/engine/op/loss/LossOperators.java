package lanewise.engine.op.loss;

import lanewise.engine.op.OperatorRegistry;

/** All losses. */
public final class LossOperators {
  private LossOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("NegativeLogLikelihoodLoss", 12, new ClassLossOperator(false));
    registry.add("SoftmaxCrossEntropyLoss", 12, new ClassLossOperator(true));
  }
}
