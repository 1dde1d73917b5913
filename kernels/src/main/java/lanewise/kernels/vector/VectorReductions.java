package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ReductionOperands;
import lanewise.kernels.task.BlockTask;

/**
 * Reductions of f32 on vectors: along adjacent elements, or across them a vector of columns at a
 * time.
 */
public final class VectorReductions implements Reductions {
  private final Reductions scalar;

  /** Kernels that hand what has no vector body to {@code scalar}. */
  public VectorReductions(Reductions scalar) {
    this.scalar = scalar;
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
    boolean f32 = type == ElementType.FLOAT32 && length <= Integer.MAX_VALUE;
    if (f32 && inner == 1 && takesRows(op)) {
      ReductionOperands.require(type, in, outer, length, inner, type, out);
      return new Rows(op, in, outer, (int) length, out);
    }
    if (f32 && inner > 1 && takesColumns(op)) {
      ReductionOperands.require(type, in, outer, length, inner, type, out);
      return new Columns(op, in, outer, length, inner, out);
    }
    return scalar.reduce(op, type, in, outer, length, inner, out);
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
    return scalar.argReduce(greatest, last, type, in, outer, length, inner, out);
  }

  private static boolean takesRows(ReduceOp op) {
    return switch (op) {
      case SUM, MEAN, MAX, SUM_SQUARE, L2 -> true;
      default -> false;
    };
  }

  private static boolean takesColumns(ReduceOp op) {
    return switch (op) {
      case SUM, MEAN, MAX, MIN, SUM_SQUARE, L2 -> true;
      default -> false;
    };
  }

  private static final class Rows extends BlockTask {
    private final ReduceOp op;
    private final MemorySegment in;
    private final int length;
    private final MemorySegment out;

    Rows(ReduceOp op, MemorySegment in, long outer, int length, MemorySegment out) {
      super(outer, length);
      this.op = op;
      this.in = in;
      this.length = length;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long row = start; row < end; row++) {
        long at = row * length * Float.BYTES;
        float value =
            switch (op) {
              case MAX -> RowSums.max(in, at, length);
              case MEAN -> RowSums.sum(in, at, length) / length;
              case SUM_SQUARE -> RowSums.squares(in, at, length, 0f);
              case L2 -> (float) Math.sqrt(RowSums.squares(in, at, length, 0f));
              default -> RowSums.sum(in, at, length);
            };
        out.set(JAVA_FLOAT_UNALIGNED, row * Float.BYTES, value);
      }
    }
  }

  /** An item is a run of neighbouring columns of one outer index. */
  private static final class Columns extends BlockTask {
    private static final int RUN = ColumnSums.WIDE * Lanes.COUNT;

    private final ReduceOp op;
    private final MemorySegment in;
    private final long length;
    private final long inner;
    private final long groups;
    private final MemorySegment out;

    Columns(ReduceOp op, MemorySegment in, long outer, long length, long inner, MemorySegment out) {
      super(outer * Math.ceilDiv(inner, (long) RUN), length * RUN);
      this.op = op;
      this.in = in;
      this.length = length;
      this.inner = inner;
      this.groups = Math.ceilDiv(inner, (long) RUN);
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long column = i % groups * RUN;
        long from = (i / groups * length * inner + column) * Float.BYTES;
        long to = (i / groups * inner + column) * Float.BYTES;
        int count = (int) Math.min(RUN, inner - column);
        if (count == RUN) {
          wide(from, to);
        } else {
          narrow(from, to, count);
        }
        for (int c = 0; c < count && op == ReduceOp.L2; c++) {
          long at = to + (long) c * Float.BYTES;
          out.set(JAVA_FLOAT_UNALIGNED, at, (float) Math.sqrt(out.get(JAVA_FLOAT_UNALIGNED, at)));
        }
      }
    }

    private void wide(long from, long to) {
      switch (op) {
        case MAX -> ColumnSums.maxWide(in, from, length, inner, out, to);
        case MIN -> ColumnSums.minWide(in, from, length, inner, out, to);
        case SUM_SQUARE, L2 -> ColumnSums.squaresWide(in, from, length, inner, out, to);
        case MEAN -> ColumnSums.sumWide(in, from, length, inner, (float) length, out, to);
        default -> ColumnSums.sumWide(in, from, length, inner, 1f, out, to);
      }
    }

    private void narrow(long from, long to, int count) {
      int done = 0;
      for (; done <= count - Lanes.COUNT; done += Lanes.COUNT) {
        vector(from + (long) done * Float.BYTES, to + (long) done * Float.BYTES);
      }
      for (; done < count; done++) {
        float value = column(from + (long) done * Float.BYTES);
        out.set(JAVA_FLOAT_UNALIGNED, to + (long) done * Float.BYTES, value);
      }
    }

    private void vector(long from, long to) {
      switch (op) {
        case MAX -> ColumnSums.max(in, from, length, inner, out, to);
        case MIN -> ColumnSums.min(in, from, length, inner, out, to);
        case SUM_SQUARE, L2 -> ColumnSums.squares(in, from, length, inner, out, to);
        case MEAN -> ColumnSums.sum(in, from, length, inner, (float) length, out, to);
        default -> ColumnSums.sum(in, from, length, inner, 1f, out, to);
      }
    }

    /** One column in the order that a vector's lane has. */
    private float column(long from) {
      float value =
          switch (op) {
            case MAX -> Float.NEGATIVE_INFINITY;
            case MIN -> Float.POSITIVE_INFINITY;
            default -> 0f;
          };
      for (long j = 0; j < length; j++) {
        float x = in.get(JAVA_FLOAT_UNALIGNED, from + j * inner * Float.BYTES);
        value =
            switch (op) {
              case MAX -> Math.max(value, x);
              case MIN -> Math.min(value, x);
              case SUM_SQUARE, L2 -> Math.fma(x, x, value);
              default -> value + x;
            };
      }
      return op == ReduceOp.MEAN ? value / (float) length : value;
    }
  }
}
