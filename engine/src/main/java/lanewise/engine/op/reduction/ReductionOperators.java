package lanewise.engine.op.reduction;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.ReduceOp;

/** All reductions. */
public final class ReductionOperators {
  private ReductionOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "ReduceSum" -> reduction(ReduceOp.SUM, 13);
      case "ReduceMean" -> reduction(ReduceOp.MEAN, 18);
      case "ReduceMax" -> reduction(ReduceOp.MAX, 18);
      case "ReduceMin" -> reduction(ReduceOp.MIN, 18);
      case "ReduceProd" -> reduction(ReduceOp.PRODUCT, 18);
      case "ReduceSumSquare" -> reduction(ReduceOp.SUM_SQUARE, 18);
      case "ReduceL1" -> reduction(ReduceOp.L1, 18);
      case "ReduceL2" -> reduction(ReduceOp.L2, 18);
      case "ReduceLogSum" -> reduction(ReduceOp.LOG_SUM, 18);
      case "ReduceLogSumExp" -> reduction(ReduceOp.LOG_SUM_EXP, 18);
      case "ArgMax" -> since(1, new ArgOperator(true));
      case "ArgMin" -> since(1, new ArgOperator(false));
      case "GlobalAveragePool" -> since(1, new GlobalPoolOperator(ReduceOp.MEAN));
      case "GlobalMaxPool" -> since(1, new GlobalPoolOperator(ReduceOp.MAX));
      case "TopK" -> since(1, new TopKOperator());
      case "CumSum" -> since(11, new CumulativeOperator(false));
      case "CumProd" -> since(26, new CumulativeOperator(true));
      default -> null;
    };
  }

  /** The axes are an attribute, and an input from version {@code axesInput} on. */
  private static OperatorVersions reduction(ReduceOp op, int axesInput) {
    return since(1, new ReduceOperator(op, false)).then(axesInput, new ReduceOperator(op, true));
  }
}
