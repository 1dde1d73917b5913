package lanewise.engine.op.creation;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators that make tensors out of parameters. */
public final class CreationOperators {
  private CreationOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "ConstantOfShape" -> since(9, new ConstantOfShapeOperator());
      case "Range" -> since(11, new RangeOperator());
      case "EyeLike" -> since(9, new EyeLikeOperator());
      case "OneHot" -> since(9, new OneHotOperator());
      case "Trilu" -> since(14, new TriluOperator());
      case "Dropout" -> since(7, new DropoutOperator());
      default -> null;
    };
  }
}
