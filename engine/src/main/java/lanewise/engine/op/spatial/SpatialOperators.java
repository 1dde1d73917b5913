package lanewise.engine.op.spatial;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All convolutions and pools with windows. */
public final class SpatialOperators {
  private SpatialOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Conv" -> since(1, new ConvOperator());
      case "ConvInteger" -> since(10, new IntegerConvOperator(false));
      case "QLinearConv" -> since(10, new IntegerConvOperator(true));
      case "ConvTranspose" -> since(1, new ConvTransposeOperator());
      case "DeformConv" -> since(19, new DeformConvOperator());
      case "CausalConvWithState" -> since(27, new CausalConvOperator());
      case "AveragePool" -> since(1, new PoolOperator(PoolTask.Kind.AVERAGE));
      case "LpPool" -> since(2, new PoolOperator(PoolTask.Kind.LP));
      case "MaxPool" -> since(1, new PoolOperator(PoolTask.Kind.MAX));
      case "GlobalLpPool" -> since(2, new GlobalLpPoolOperator());
      case "MaxUnpool" -> since(9, new MaxUnpoolOperator());
      default -> null;
    };
  }
}
