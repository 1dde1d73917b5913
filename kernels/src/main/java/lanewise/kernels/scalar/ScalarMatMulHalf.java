package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.HalfProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.kernels.task.BlockTask;

/** The product with 16-bit weights by its definition. Packing lays each column out in one piece. */
public final class ScalarMatMulHalf implements MatMulHalf {
  private static final String LAYOUT = "scalar/half/columns";

  @Override
  public long packedBytes(ElementType type, int k, int n) {
    HalfProductOperands.requireHalf("rhs", type);
    return Math.multiplyExact((long) k * Short.BYTES, (long) n);
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    requirePacked(packed);
    return packed;
  }

  private void requirePacked(PackedMatrix packed) {
    ProductOperands.requirePacked(
        packed, LAYOUT, packedBytes(packed.type(), packed.k(), packed.n()));
  }

  @Override
  public Task pack(ElementType source, MatrixView rhs, PackedMatrix into) {
    requirePacked(into);
    HalfProductOperands.requirePackable(source, rhs, into);
    return new BlockTask(into.n(), into.k()) {
      @Override
      protected void range(long start, long end) {
        for (long column = start; column < end; column++) {
          for (long row = 0; row < into.k(); row++) {
            long index = row * rhs.rowStride() + column * rhs.columnStride();
            long from = rhs.byteOffset() + index * source.blockBytes();
            long to = (column * into.k() + row) * Short.BYTES;
            float value = value(source, rhs.segment(), from);
            into.segment().set(JAVA_SHORT_UNALIGNED, to, rounded(into.type(), value));
          }
        }
      }
    };
  }

  @Override
  public Task round(MatrixView in, MatrixView out) {
    HalfProductOperands.requireRound(in, out);
    return new BlockTask(in.rows(), in.columns()) {
      @Override
      protected void range(long start, long end) {
        for (long row = start; row < end; row++) {
          long from = in.byteOffset() + row * in.rowStride() * Float.BYTES;
          long to = out.byteOffset() + row * out.rowStride() * Short.BYTES;
          for (long p = 0; p < in.columns(); p++) {
            float value = in.segment().get(JAVA_FLOAT_UNALIGNED, from + p * Float.BYTES);
            short rounded = Rounding.floatToBfloat16(value);
            out.segment().set(JAVA_SHORT_UNALIGNED, to + p * Short.BYTES, rounded);
          }
        }
      }
    };
  }

  @Override
  public long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m) {
    return 0;
  }

  @Override
  public Task multiply(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    requirePacked(rhs);
    HalfProductOperands.requireProduct(lhsType, lhs, rhs, out, epilogue, scratch, 0);
    boolean dot = lhsType == ElementType.BFLOAT16;
    Finish finish = new Finish(out, epilogue);
    return new BlockTask((long) lhs.rows() * rhs.n(), rhs.k()) {
      @Override
      protected void range(long start, long end) {
        for (long i = start; i < end; i++) {
          long row = i / rhs.n();
          long column = i % rhs.n();
          float sum = dot ? pairs(lhs, rhs, row, column) : chain(lhs, rhs, row, column);
          finish.store(row, column, sum);
        }
      }
    };
  }

  private static float chain(MatrixView lhs, PackedMatrix rhs, long row, long column) {
    long left = lhs.byteOffset() + row * lhs.rowStride() * Float.BYTES;
    long right = column * rhs.k() * Short.BYTES;
    float sum = 0f;
    for (long p = 0; p < rhs.k(); p++) {
      float x = lhs.segment().get(JAVA_FLOAT_UNALIGNED, left + p * Float.BYTES);
      sum = Math.fma(x, value(rhs.type(), rhs.segment(), right + p * Short.BYTES), sum);
    }
    return sum;
  }

  private static float pairs(MatrixView lhs, PackedMatrix rhs, long row, long column) {
    long left = lhs.byteOffset() + row * lhs.rowStride() * Short.BYTES;
    long right = column * rhs.k() * Short.BYTES;
    float sum = 0f;
    for (long p = 0; p < rhs.k(); p += 2) {
      boolean whole = p + 1 < rhs.k();
      float x = whole ? flushed(lhs.segment(), left + (p + 1) * Short.BYTES) : 0f;
      float y = whole ? flushed(rhs.segment(), right + (p + 1) * Short.BYTES) : 0f;
      sum = FlushingFma.fma(x, y, sum);
      x = flushed(lhs.segment(), left + p * Short.BYTES);
      y = flushed(rhs.segment(), right + p * Short.BYTES);
      sum = FlushingFma.fma(x, y, sum);
    }
    return sum;
  }

  private static float flushed(MemorySegment segment, long at) {
    return FlushingFma.flush(value(ElementType.BFLOAT16, segment, at));
  }

  private static float value(ElementType type, MemorySegment segment, long at) {
    return switch (type) {
      case FLOAT32 -> segment.get(JAVA_FLOAT_UNALIGNED, at);
      case FLOAT16 -> Float.float16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, at));
      default -> Rounding.bfloat16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, at));
    };
  }

  private static short rounded(ElementType type, float value) {
    return type == ElementType.FLOAT16
        ? Float.floatToFloat16(value)
        : Rounding.floatToBfloat16(value);
  }
}
