package lanewise.engine.op.reduction;

import lanewise.engine.op.OperatorRegistry;
import lanewise.kernels.ReduceOp;

/** All reductions. */
public final class ReductionOperators {
  private ReductionOperators() {}

  public static void register(OperatorRegistry registry) {
    reduce(registry, "ReduceSum", 13, ReduceOp.SUM);
    reduce(registry, "ReduceMean", 18, ReduceOp.MEAN);
    reduce(registry, "ReduceMax", 18, ReduceOp.MAX);
    reduce(registry, "ReduceMin", 18, ReduceOp.MIN);
    reduce(registry, "ReduceProd", 18, ReduceOp.PRODUCT);
    reduce(registry, "ReduceSumSquare", 18, ReduceOp.SUM_SQUARE);
    reduce(registry, "ReduceL1", 18, ReduceOp.L1);
    reduce(registry, "ReduceL2", 18, ReduceOp.L2);
    reduce(registry, "ReduceLogSum", 18, ReduceOp.LOG_SUM);
    reduce(registry, "ReduceLogSumExp", 18, ReduceOp.LOG_SUM_EXP);
    registry.add("ArgMax", 1, new ArgOperator(true));
    registry.add("ArgMin", 1, new ArgOperator(false));
    registry.add("GlobalAveragePool", 1, new GlobalPoolOperator(ReduceOp.MEAN));
    registry.add("GlobalMaxPool", 1, new GlobalPoolOperator(ReduceOp.MAX));
    registry.add("TopK", 1, new TopKOperator());
    registry.add("CumSum", 11, new CumulativeOperator(false));
    registry.add("CumProd", 26, new CumulativeOperator(true));
  }

  private static void reduce(OperatorRegistry registry, String name, int axesInput, ReduceOp op) {
    registry.add(name, 1, new ReduceOperator(op, false));
    registry.add(name, axesInput, new ReduceOperator(op, true));
  }
}
