package lanewise.engine.op.random;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators that draw random numbers. */
public final class RandomOperators {
  private RandomOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "RandomNormal" -> since(1, new DistributionOperator(true, false));
      case "RandomNormalLike" -> since(1, new DistributionOperator(true, true));
      case "RandomUniform" -> since(1, new DistributionOperator(false, false));
      case "RandomUniformLike" -> since(1, new DistributionOperator(false, true));
      case "Bernoulli" -> since(15, new BernoulliOperator());
      case "Multinomial" -> since(7, new MultinomialOperator());
      default -> null;
    };
  }
}
