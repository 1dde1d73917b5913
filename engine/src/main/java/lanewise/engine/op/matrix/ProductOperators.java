package lanewise.engine.op.matrix;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All matrix products. */
public final class ProductOperators {
  private ProductOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Gemm" -> since(7, new GemmOperator());
      case "MatMulInteger" -> since(10, new MatMulIntegerOperator());
      case "Einsum" -> since(12, new EinsumOperator());
      case "Det" -> since(11, new DetOperator());
      case "QLinearMatMul" -> since(10, new QLinearMatMulOperator());
      default -> MatMulOperators.find(name);
    };
  }
}
