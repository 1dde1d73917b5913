package lanewise.engine.op.normalization;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All normalizations. */
public final class NormalizationOperators {
  private NormalizationOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Softmax" -> softmax(SoftmaxOperator.Kind.SOFTMAX);
      case "LogSoftmax" -> softmax(SoftmaxOperator.Kind.LOG_SOFTMAX);
      case "Hardmax" -> softmax(SoftmaxOperator.Kind.HARDMAX);
      case "LRN" -> since(1, new LrnOperator());
      case "LayerNormalization" -> since(1, new LayerNormOperator(true));
      case "RMSNormalization" -> since(23, new LayerNormOperator(false));
      case "BatchNormalization" -> since(7, new BatchNormOperator());
      case "InstanceNormalization" -> since(6, new GroupNormOperator(true, false));
      case "GroupNormalization" ->
          since(18, new GroupNormOperator(false, true))
              .then(21, new GroupNormOperator(false, false));
      case "LpNormalization" -> since(1, new LpNormOperator());
      case "MeanVarianceNormalization" -> since(9, new MeanVarianceOperator());
      default -> null;
    };
  }

  private static OperatorVersions softmax(SoftmaxOperator.Kind kind) {
    return since(1, new SoftmaxOperator(kind, true)).then(13, new SoftmaxOperator(kind, false));
  }
}
