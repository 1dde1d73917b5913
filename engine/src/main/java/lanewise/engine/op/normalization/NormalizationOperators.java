package lanewise.engine.op.normalization;

import lanewise.engine.op.OperatorRegistry;

/** All normalizations. */
public final class NormalizationOperators {
  private NormalizationOperators() {}

  public static void register(OperatorRegistry registry) {
    for (SoftmaxOperator.Kind kind : SoftmaxOperator.Kind.values()) {
      registry.add(kind.operator, 1, new SoftmaxOperator(kind, true));
      registry.add(kind.operator, 13, new SoftmaxOperator(kind, false));
    }
    registry.add("LayerNormalization", 1, new LayerNormOperator(true));
    registry.add("RMSNormalization", 23, new LayerNormOperator(false));
  }
}
