package lanewise.engine.op.creation;

import lanewise.engine.op.OperatorRegistry;

/** All operators that make tensors out of parameters. */
public final class CreationOperators {
  private CreationOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("ConstantOfShape", 9, new ConstantOfShapeOperator());
    registry.add("Range", 11, new RangeOperator());
    registry.add("EyeLike", 9, new EyeLikeOperator());
    registry.add("OneHot", 9, new OneHotOperator());
    registry.add("Trilu", 14, new TriluOperator());
    registry.add("Dropout", 7, new DropoutOperator());
  }
}
