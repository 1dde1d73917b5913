package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All elementwise operators. */
public final class ElementwiseOperators {
  private ElementwiseOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "SwiGLU" -> since(28, new SwigluOperator());
      case "Pow" -> since(7, new PowOperator());
      case "Clip" -> since(6, new ClipOperator(false)).then(11, new ClipOperator(true));
      case "Where" -> since(9, new WhereOperator());
      case "IsNaN" -> since(9, new RealPredicate(false));
      case "IsInf" -> since(10, new RealPredicate(true));
      default -> findInParts(name);
    };
  }

  private static OperatorVersions findInParts(String name) {
    OperatorVersions found = BinaryOperators.find(name);
    found = found == null ? UnaryOperators.find(name) : found;
    found = found == null ? CastOperators.find(name) : found;
    found = found == null ? VariadicOperators.find(name) : found;
    return found == null ? ActivationOperators.find(name) : found;
  }
}
