package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.Int4Operands;
import lanewise.kernels.task.BlockTask;

/**
 * The product with 4-bit weights by its definition. Packing takes the zero points off: first come
 * the weights as i8, row by row, then their scales as f32.
 */
public final class ScalarMatMulInt4 implements MatMulInt4 {
  private static final String LAYOUT = "scalar/int4/rows";

  @Override
  public long packedBytes(Form form) {
    Int4Operands.requireForm(form);
    long rowBytes = form.k() + (long) Float.BYTES * form.groups();
    return Bounds.product("weights", form.n(), rowBytes);
  }

  @Override
  public Packed packed(Form form, MemorySegment memory) {
    Packed packed = new Packed(LAYOUT, form, memory);
    Int4Operands.requirePacked(packed, LAYOUT, packedBytes(form));
    return packed;
  }

  private static long scalesAt(Form form) {
    return (long) form.n() * form.k();
  }

  @Override
  public Task pack(Weights weights, Packed into) {
    Int4Operands.requirePacked(into, LAYOUT, packedBytes(into.form()));
    Int4Operands.requireWeights(weights, into.form());
    Form form = into.form();
    return new BlockTask(form.n(), form.k()) {
      @Override
      protected void range(long start, long end) {
        for (long row = start; row < end; row++) {
          packRow(weights, row, into.segment());
        }
      }
    };
  }

  private static void packRow(Weights weights, long row, MemorySegment into) {
    Form form = weights.form();
    for (int group = 0; group < form.groups(); group++) {
      long index = row * form.groups() + group;
      int zero = zero(weights, row, group);
      int first = group * form.group();
      for (int p = first; p < Math.min(first + form.group(), form.k()); p++) {
        long at = index * (form.group() / 2) + (p - first) / 2;
        int nibble = weights.values().get(JAVA_BYTE, at) >> 4 * (p % 2) & 15;
        int q = weights.type() == ElementType.INT4 ? (nibble ^ 8) - 8 : nibble;
        into.set(JAVA_BYTE, row * form.k() + p, (byte) (q - zero));
      }
      into.set(JAVA_FLOAT_UNALIGNED, scalesAt(form) + 4 * index, scale(weights, index));
    }
  }

  private static int zero(Weights weights, long row, int group) {
    if (weights.zeroPoints() == null) {
      return weights.type() == ElementType.INT4 ? 0 : 8;
    }
    long at = row * ((weights.form().groups() + 1) / 2) + group / 2;
    return weights.zeroPoints().get(JAVA_BYTE, at) >> 4 * (group % 2) & 15;
  }

  private static float scale(Weights weights, long index) {
    return weights.form().scaleType() == ElementType.FLOAT32
        ? weights.scales().get(JAVA_FLOAT_UNALIGNED, 4 * index)
        : Float.float16ToFloat(weights.scales().get(JAVA_SHORT_UNALIGNED, 2 * index));
  }

  @Override
  public long scratchBytesPerWorker(Form form, int m) {
    return 0;
  }

  @Override
  public Task multiply(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(weights.form()));
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, 0);
    Finish finish = new Finish(out, epilogue);
    return new Products(lhs.rows(), weights) {
      @Override
      void element(long row, long column) {
        long left = lhs.byteOffset() + row * lhs.rowStride() * Float.BYTES;
        float sum = 0f;
        for (int p = 0; p < form.k(); p++) {
          float x = lhs.segment().get(JAVA_FLOAT_UNALIGNED, left + (long) p * Float.BYTES);
          sum = Math.fma(x, weight(column, p) * scale(column, p), sum);
        }
        finish.store(row, column, sum);
      }
    };
  }

  @Override
  public Task multiply(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(weights.form()));
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, 0);
    Finish finish = new Finish(out, epilogue);
    long rowBytes = QuantizedRows.rowBytes(lhs.block(), lhs.columns());
    long scalesAt = QuantizedRows.scalesAt(lhs.columns());
    return new Products(lhs.rows(), weights) {
      @Override
      void element(long row, long column) {
        long left = row * rowBytes;
        float acc = 0f;
        for (int first = 0; first < form.k(); first += lhs.block()) {
          int sum = 0;
          for (int p = first; p < first + lhs.block(); p++) {
            sum += weight(column, p) * lhs.segment().get(JAVA_BYTE, left + p);
          }
          long scaleAt = left + scalesAt + (long) first / lhs.block() * Float.BYTES;
          float scale = lhs.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt);
          acc = Math.fma(sum, scale(column, first) * scale, acc);
        }
        finish.store(row, column, acc);
      }
    };
  }

  /** One output element after the other. */
  private abstract static class Products extends BlockTask {
    final Form form;
    private final MemorySegment weights;

    Products(int rows, Packed weights) {
      super((long) rows * weights.form().n(), weights.form().k());
      this.form = weights.form();
      this.weights = weights.segment();
    }

    @Override
    protected final void range(long start, long end) {
      for (long i = start; i < end; i++) {
        element(i / form.n(), i % form.n());
      }
    }

    /** The weight less its zero point. */
    final int weight(long row, int p) {
      return weights.get(JAVA_BYTE, row * form.k() + p);
    }

    final float scale(long row, int p) {
      long index = row * form.groups() + p / form.group();
      return weights.get(JAVA_FLOAT_UNALIGNED, scalesAt(form) + 4 * index);
    }

    abstract void element(long row, long column);
  }
}
