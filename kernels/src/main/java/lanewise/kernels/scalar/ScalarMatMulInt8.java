package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.IntegerProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.kernels.task.BlockTask;

/** The integer matrix product by its definition. Packing lays each column out in one piece. */
public final class ScalarMatMulInt8 implements MatMulInt8 {
  private static final String LAYOUT = "scalar/int8/columns";

  @Override
  public long packedBytes(int k, int n) {
    return (long) k * n;
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    IntegerProductOperands.requireInt8("rhs", type);
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    ProductOperands.requirePacked(packed, LAYOUT, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, LAYOUT, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return new BlockTask(into.n(), into.k()) {
      @Override
      protected void range(long start, long end) {
        for (long column = start; column < end; column++) {
          for (long row = 0; row < into.k(); row++) {
            long from = row * rhs.rowStride() + column * rhs.columnStride();
            byte value = rhs.segment().get(JAVA_BYTE, rhs.byteOffset() + from);
            into.segment().set(JAVA_BYTE, column * into.k() + row, value);
          }
        }
      }
    };
  }

  @Override
  public Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), Epilogue.NONE);
    return new Products(lhs, rhs, rhsZeroPoints, perColumn) {
      @Override
      void store(long row, long column, int sum) {
        out.segment().set(JAVA_INT_UNALIGNED, at(out, row, column), sum);
      }
    };
  }

  @Override
  public Task multiplyRescaled(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), epilogue);
    Finish finish = new Finish(out, epilogue);
    return new Products(lhs, rhs, rhsZeroPoints, perColumn) {
      @Override
      void store(long row, long column, int sum) {
        float lhsScale = get(lhsScales, lhs.perRow() ? row : 0);
        float x = sum * (lhsScale * get(rhsScales, perColumn ? column : 0));
        finish.store(row, column, x);
      }
    };
  }

  @Override
  public Task multiplyRequantized(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    IntegerProductOperands.requireRequantized(lhs.matrix().rows(), rhs.n(), bias, out);
    IntegerAccess zeros = IntegerAccess.of(out.type());
    return new Products(lhs, rhs, rhsZeroPoints, perColumn) {
      @Override
      void store(long row, long column, int sum) {
        float scales =
            get(lhsScales, lhs.perRow() ? row : 0) * get(rhsScales, perColumn ? column : 0);
        int added = bias == null ? 0 : bias.get(JAVA_INT_UNALIGNED, column * Integer.BYTES);
        float x = (sum + added) * (scales / get(out.scale(), 0));
        long zero = out.zeroPoint() == null ? 0 : zeros.load(out.zeroPoint(), 0);
        double clamped = Math.rint(x) + zero;
        int value = out.least();
        if (clamped > value) {
          value = (int) Math.min(clamped, out.greatest());
        }
        MatrixView matrix = out.matrix();
        long at = matrix.byteOffset() + row * matrix.rowStride() + column;
        matrix.segment().set(JAVA_BYTE, at, (byte) value);
      }
    };
  }

  private static float get(MemorySegment segment, long index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
  }

  private static long at(MatrixView matrix, long row, long column) {
    return matrix.byteOffset() + (row * matrix.rowStride() + column) * Float.BYTES;
  }

  /** One exact sum for each output element. */
  private abstract static class Products extends BlockTask {
    private final MatrixView lhs;
    private final IntegerAccess lhsAccess;
    private final MemorySegment lhsZeroPoints;
    private final boolean perRow;
    private final PackedMatrix rhs;
    private final IntegerAccess rhsAccess;
    private final MemorySegment rhsZeroPoints;
    private final boolean perColumn;

    Products(Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn) {
      super((long) lhs.matrix().rows() * rhs.n(), rhs.k());
      this.lhs = lhs.matrix();
      this.lhsAccess = IntegerAccess.of(lhs.type());
      this.lhsZeroPoints = lhs.zeroPoints();
      this.perRow = lhs.perRow();
      this.rhs = rhs;
      this.rhsAccess = IntegerAccess.of(rhs.type());
      this.rhsZeroPoints = rhsZeroPoints;
      this.perColumn = perColumn;
    }

    @Override
    protected final void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long row = i / rhs.n();
        long column = i % rhs.n();
        store(row, column, sum(row, column));
      }
    }

    private int sum(long row, long column) {
      long a0 = lhsZeroPoints == null ? 0 : lhsAccess.load(lhsZeroPoints, perRow ? row : 0);
      long b0 = rhsZeroPoints == null ? 0 : rhsAccess.load(rhsZeroPoints, perColumn ? column : 0);
      long lhsAt = lhs.byteOffset() + row * lhs.rowStride();
      long rhsAt = column * rhs.k();
      long sum = 0;
      for (long p = 0; p < rhs.k(); p++) {
        long a = lhsAccess.load(lhs.segment(), lhsAt + p);
        long b = rhsAccess.load(rhs.segment(), rhsAt + p);
        sum += (a - a0) * (b - b0);
      }
      return (int) sum;
    }

    abstract void store(long row, long column, int sum);
  }
}
