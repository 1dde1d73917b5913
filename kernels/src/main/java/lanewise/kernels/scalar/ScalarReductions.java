package lanewise.kernels.scalar;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ReductionOperands;
import lanewise.kernels.task.BlockTask;

/**
 * Reductions in ascending order of the elements; floating-point sums are kept in double precision.
 */
public final class ScalarReductions implements Reductions {
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
    FloatAccess floats = FloatAccess.of(type);
    if (floats != null && floats.isArithmetic()) {
      return new ReduceFloats(op, floats, in, outer, length, inner, out);
    }
    IntegerAccess integers = IntegerAccess.of(type);
    boolean order = op == ReduceOp.MAX || op == ReduceOp.MIN;
    if (integers != null && type.isPlain() && (order || type != ElementType.BOOL)) {
      return new ReduceIntegers(op, integers, in, outer, length, inner, out);
    }
    throw new IllegalArgumentException("reduction " + op + " has no kernel for " + type.label());
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
    FloatAccess floats = FloatAccess.of(type);
    if (floats != null && floats.isArithmetic()) {
      return new ArgFloats(greatest, last, floats, in, outer, length, inner, out);
    }
    IntegerAccess integers = IntegerAccess.of(type);
    if (integers != null && type.isPlain() && type != ElementType.BOOL) {
      return new ArgIntegers(greatest, last, integers, in, outer, length, inner, out);
    }
    throw new IllegalArgumentException("argReduce has no kernel for " + type.label());
  }

  /**
   * A task whose items are output elements; each reads {@code length} inputs, {@code inner} apart.
   */
  private abstract static class Lines extends BlockTask {
    final MemorySegment in;
    final long length;
    final long inner;
    final MemorySegment out;

    Lines(MemorySegment in, long outer, long length, long inner, MemorySegment out) {
      super(outer * inner, length);
      this.in = in;
      this.length = length;
      this.inner = inner;
      this.out = out;
    }

    @Override
    protected final void range(long start, long end) {
      for (long i = start; i < end; i++) {
        line(i, i / inner * length * inner + i % inner);
      }
    }

    /** Reduces to output {@code to} the inputs from index {@code from} on. */
    abstract void line(long to, long from);
  }

  private static final class ReduceFloats extends Lines {
    private final ReduceOp op;
    private final FloatAccess access;

    ReduceFloats(
        ReduceOp op,
        FloatAccess access,
        MemorySegment in,
        long outer,
        long length,
        long inner,
        MemorySegment out) {
      super(in, outer, length, inner, out);
      this.op = op;
      this.access = access;
    }

    @Override
    void line(long to, long from) {
      double value =
          switch (op) {
            case SUM -> sum(from);
            case MEAN -> sum(from) / length;
            case MAX -> max(from);
            case MIN -> min(from);
            case PRODUCT -> product(from);
            case SUM_SQUARE -> sumOfSquares(from);
            case L1 -> sumOfMagnitudes(from);
            case L2 -> Math.sqrt(sumOfSquares(from));
            case LOG_SUM -> Math.log(sum(from));
            case LOG_SUM_EXP -> logSumExp(from);
          };
      access.store(out, to, value);
    }

    private double sum(long from) {
      double sum = 0;
      for (long i = 0; i < length; i++) {
        sum += access.load(in, from + i * inner);
      }
      return sum;
    }

    private double sumOfSquares(long from) {
      double sum = 0;
      for (long i = 0; i < length; i++) {
        double x = access.load(in, from + i * inner);
        sum += x * x;
      }
      return sum;
    }

    private double sumOfMagnitudes(long from) {
      double sum = 0;
      for (long i = 0; i < length; i++) {
        sum += Math.abs(access.load(in, from + i * inner));
      }
      return sum;
    }

    private double product(long from) {
      double product = 1;
      for (long i = 0; i < length; i++) {
        product *= access.load(in, from + i * inner);
      }
      return product;
    }

    private double max(long from) {
      double max = Double.NEGATIVE_INFINITY;
      for (long i = 0; i < length; i++) {
        max = Math.max(max, access.load(in, from + i * inner));
      }
      return max;
    }

    private double min(long from) {
      double min = Double.POSITIVE_INFINITY;
      for (long i = 0; i < length; i++) {
        min = Math.min(min, access.load(in, from + i * inner));
      }
      return min;
    }

    /** The greatest element is taken out first, so that no power overflows. */
    private double logSumExp(long from) {
      double max = max(from);
      if (Double.isInfinite(max)) {
        return max;
      }
      double sum = 0;
      for (long i = 0; i < length; i++) {
        sum += Math.exp(access.load(in, from + i * inner) - max);
      }
      return max + Math.log(sum);
    }
  }

  private static final class ReduceIntegers extends Lines {
    private final ReduceOp op;
    private final IntegerAccess access;

    ReduceIntegers(
        ReduceOp op,
        IntegerAccess access,
        MemorySegment in,
        long outer,
        long length,
        long inner,
        MemorySegment out) {
      super(in, outer, length, inner, out);
      this.op = op;
      this.access = access;
    }

    @Override
    void line(long to, long from) {
      long result =
          op == ReduceOp.MAX ? access.least() : op == ReduceOp.MIN ? access.greatest() : 0;
      if (op == ReduceOp.PRODUCT) {
        result = 1;
      }
      double real = 0;
      for (long i = 0; i < length; i++) {
        long x = access.load(in, from + i * inner);
        switch (op) {
          case SUM, MEAN, LOG_SUM -> result += x;
          case SUM_SQUARE -> result += x * x;
          case L1 -> result += access.isSigned() ? Math.abs(x) : x;
          case PRODUCT -> result *= x;
          case MAX -> result = access.compare(x, result) > 0 ? x : result;
          case MIN -> result = access.compare(x, result) < 0 ? x : result;
          case L2 -> real += access.toDouble(x) * access.toDouble(x);
          case LOG_SUM_EXP -> real += Math.exp(access.toDouble(x));
        }
      }
      access.store(
          out,
          to,
          switch (op) {
            case MEAN -> mean(result);
            case L2 -> access.saturate(Math.sqrt(real));
            case LOG_SUM -> access.saturate(Math.log(access.toDouble(result)));
            case LOG_SUM_EXP -> access.saturate(Math.log(real));
            default -> result;
          });
    }

    /** The mean without its fraction; an empty mean is 0. */
    private long mean(long sum) {
      if (length == 0) {
        return 0;
      }
      return access.isUnsignedLong() ? Long.divideUnsigned(sum, length) : sum / length;
    }
  }

  /** A NaN counts as both greatest and least, as NumPy has it. */
  private static final class ArgFloats extends Lines {
    private final boolean greatest;
    private final boolean last;
    private final FloatAccess access;

    ArgFloats(
        boolean greatest,
        boolean last,
        FloatAccess access,
        MemorySegment in,
        long outer,
        long length,
        long inner,
        MemorySegment out) {
      super(in, outer, length, inner, out);
      this.greatest = greatest;
      this.last = last;
      this.access = access;
    }

    @Override
    void line(long to, long from) {
      long best = 0;
      double bestValue = access.load(in, from);
      for (long i = 1; i < length; i++) {
        double x = access.load(in, from + i * inner);
        boolean better;
        if (Double.isNaN(bestValue)) {
          better = last && Double.isNaN(x);
        } else {
          boolean beats = greatest ? x > bestValue : x < bestValue;
          better = Double.isNaN(x) || beats || (last && x == bestValue);
        }
        if (better) {
          best = i;
          bestValue = x;
        }
      }
      IntegerAccess.INT64.store(out, to, best);
    }
  }

  private static final class ArgIntegers extends Lines {
    private final boolean greatest;
    private final boolean last;
    private final IntegerAccess access;

    ArgIntegers(
        boolean greatest,
        boolean last,
        IntegerAccess access,
        MemorySegment in,
        long outer,
        long length,
        long inner,
        MemorySegment out) {
      super(in, outer, length, inner, out);
      this.greatest = greatest;
      this.last = last;
      this.access = access;
    }

    @Override
    void line(long to, long from) {
      long best = 0;
      long bestValue = access.load(in, from);
      for (long i = 1; i < length; i++) {
        long x = access.load(in, from + i * inner);
        int order = access.compare(x, bestValue);
        if ((greatest ? order > 0 : order < 0) || (last && order == 0)) {
          best = i;
          bestValue = x;
        }
      }
      IntegerAccess.INT64.store(out, to, best);
    }
  }
}
