package lanewise.engine.op.selection;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators that select by value. */
public final class SelectionOperators {
  private SelectionOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "NonZero" -> since(9, new NonZeroOperator());
      case "Compress" -> since(9, new CompressOperator());
      case "Unique" -> since(11, new UniqueOperator());
      default -> null;
    };
  }
}
