package lanewise.engine.op.selection;

import lanewise.engine.op.OperatorRegistry;

/** All operators that select by value. */
public final class SelectionOperators {
  private SelectionOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("NonZero", 9, new NonZeroOperator());
    registry.add("Compress", 9, new CompressOperator());
    registry.add("Unique", 11, new UniqueOperator());
  }
}
