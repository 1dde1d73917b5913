package lanewise.engine.op.loss;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All losses. */
public final class LossOperators {
  private LossOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "NegativeLogLikelihoodLoss" -> since(12, new ClassLossOperator(false));
      case "SoftmaxCrossEntropyLoss" -> since(12, new ClassLossOperator(true));
      default -> null;
    };
  }
}
