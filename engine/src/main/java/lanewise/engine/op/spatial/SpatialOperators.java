package lanewise.engine.op.spatial;

import lanewise.engine.op.OperatorRegistry;

/** All convolutions and pools with windows. */
public final class SpatialOperators {
  private SpatialOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("Conv", 1, new ConvOperator());
    registry.add("ConvInteger", 10, new IntegerConvOperator(false));
    registry.add("QLinearConv", 10, new IntegerConvOperator(true));
    registry.add("ConvTranspose", 1, new ConvTransposeOperator());
    registry.add("DeformConv", 19, new DeformConvOperator());
    registry.add("CausalConvWithState", 27, new CausalConvOperator());
    registry.add("AveragePool", 1, new PoolOperator(PoolTask.Kind.AVERAGE));
    registry.add("LpPool", 2, new PoolOperator(PoolTask.Kind.LP));
    registry.add("MaxPool", 1, new PoolOperator(PoolTask.Kind.MAX));
    registry.add("GlobalLpPool", 2, new GlobalLpPoolOperator());
    registry.add("MaxUnpool", 9, new MaxUnpoolOperator());
  }
}
