package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ReductionOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Reductions: a work-group for each output where its inputs are adjacent, else a work-item. */
public final class OpenClReductions implements Reductions {
  private static final long LEAST_ADJACENT = 64;
  private static final long LEAST_APART = 512;
  private static final long FEW_COLUMNS = 32;

  private final DeviceContext context;

  public OpenClReductions(DeviceContext context) {
    this.context = context;
  }

  @Override
  public Task reduce(
      ReduceOp op,
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      MemorySegment out) {
    ReductionOperands.require(type, in, outer, length, inner, type, out);
    boolean floats = ElementKinds.isArithmeticFloat(type);
    boolean order = op == ReduceOp.MAX || op == ReduceOp.MIN;
    if (!floats && (!ElementKinds.isPlainInteger(type) || type == ElementType.BOOL && !order)) {
      throw new IllegalArgumentException("reduction " + op + " has no kernel for " + type.label());
    }
    boolean real =
        type == ElementType.FLOAT64
            || !floats
                && (op == ReduceOp.L2 || op == ReduceOp.LOG_SUM || op == ReduceOp.LOG_SUM_EXP);
    if (real) {
      ElementKinds.requireDoubles(context, op + " of " + type.label());
    }
    boolean rows = floats && byRows(length, inner);
    String kernel = floats ? rows ? "reduce_real_rows" : "reduce_real_columns" : "reduce_integer";
    Launch launch =
        new Launch(context, Programs.REDUCTIONS, kernel)
            .integer(op.ordinal())
            .integer(type.ordinal());
    return run(launch, rows, type, in, outer, length, inner, type, out);
  }

  @Override
  public Task argReduce(
      boolean greatest,
      boolean last,
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      MemorySegment out) {
    ReductionOperands.require(type, in, outer, length, inner, ElementType.INT64, out);
    if (length == 0 && outer * inner > 0) {
      throw new IllegalArgumentException("an axis of length 0 has no greatest or least element");
    }
    boolean floats = ElementKinds.isArithmeticFloat(type);
    if (!floats && (!ElementKinds.isPlainInteger(type) || type == ElementType.BOOL)) {
      throw new IllegalArgumentException("argReduce has no kernel for " + type.label());
    }
    if (type == ElementType.FLOAT64) {
      ElementKinds.requireDoubles(context, "argReduce of f64");
    }
    boolean rows = byRows(length, inner);
    String kernel = "arg_" + (floats ? "real" : "integer") + (rows ? "_rows" : "_columns");
    Launch launch =
        new Launch(context, Programs.REDUCTIONS, kernel)
            .integer(greatest ? 1 : 0)
            .integer(last ? 1 : 0)
            .integer(type.ordinal());
    return run(launch, rows, type, in, outer, length, inner, ElementType.INT64, out);
  }

  private static boolean byRows(long length, long inner) {
    return length
        >= (inner == 1 ? LEAST_ADJACENT : inner < FEW_COLUMNS ? LEAST_APART : Long.MAX_VALUE);
  }

  private static Task run(
      Launch launch,
      boolean rows,
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      ElementType resultType,
      MemorySegment out) {
    long count = outer * inner;
    launch
        .bytes("in", in, 0, type.blockBytes())
        .bytes("out", out, 0, resultType.blockBytes())
        .number(count)
        .number(length)
        .number(inner);
    return rows
        ? launch.over(count * Programs.ROW_GROUP, Programs.ROW_GROUP)
        : launch.over(count, Programs.GROUP);
  }
}
