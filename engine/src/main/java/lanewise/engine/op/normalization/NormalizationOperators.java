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
    registry.add("LRN", 1, new LrnOperator());
    registry.add("LayerNormalization", 1, new LayerNormOperator(true));
    registry.add("RMSNormalization", 23, new LayerNormOperator(false));
    registry.add("BatchNormalization", 7, new BatchNormOperator());
    registry.add("InstanceNormalization", 6, new GroupNormOperator(true, false));
    registry.add("GroupNormalization", 18, new GroupNormOperator(false, true));
    registry.add("GroupNormalization", 21, new GroupNormOperator(false, false));
    registry.add("LpNormalization", 1, new LpNormOperator());
    registry.add("MeanVarianceNormalization", 9, new MeanVarianceOperator());
  }
}
