package lanewise.engine.op.catalog;

import lanewise.engine.op.OperatorRegistry;
import lanewise.engine.op.matrix.MatMulOperators;

/** The list of families: a new one is a line here. */
final class OperatorFamilies {
  private OperatorFamilies() {}

  static void registerAll(OperatorRegistry registry) {
    MatMulOperators.register(registry);
  }
}
