package lanewise.engine.op.training;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** The operators of domain {@code ai.onnx.preview.training}. */
public final class TrainingOperators {
  private TrainingOperators() {}

  /** What {@code name} means there, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Adagrad" -> since(1, new OptimizerOperator(new AdagradRule()));
      case "Adam" -> since(1, new OptimizerOperator(new AdamRule()));
      case "Momentum" -> since(1, new OptimizerOperator(new MomentumRule()));
      default -> null;
    };
  }
}
