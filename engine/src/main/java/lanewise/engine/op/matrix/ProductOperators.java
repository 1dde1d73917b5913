package lanewise.engine.op.matrix;

import lanewise.engine.op.OperatorRegistry;

/** All matrix products. */
public final class ProductOperators {
  private ProductOperators() {}

  public static void register(OperatorRegistry registry) {
    MatMulOperators.register(registry);
    registry.add("Gemm", 7, new GemmOperator());
    registry.add("MatMulInteger", 10, new MatMulIntegerOperator());
    registry.add("Einsum", 12, new EinsumOperator());
    registry.add("Det", 11, new DetOperator());
    registry.add("QLinearMatMul", 10, new QLinearMatMulOperator());
  }
}
