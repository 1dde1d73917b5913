package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ProductOperands;

/**
 * The matrix product in plain loops. The right-hand side is packed in panels of four columns, so
 * that four independent chains of fused multiply-adds hide each other's latency.
 */
public final class ScalarMatMulF32 implements MatMulF32 {
  private static final String LAYOUT = "scalar/f32/4";
  private static final int PANEL = 4;
  private static final int PANELS_PER_PART = 32;

  @Override
  public long packedBytes(int k, int n) {
    return Math.multiplyExact((long) k * Float.BYTES * PANEL, (long) panels(n));
  }

  @Override
  public PackedMatrix packed(int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(LAYOUT, ElementType.FLOAT32, k, n, memory);
    ProductOperands.requirePacked(packed, LAYOUT, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, LAYOUT, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return new Pack(rhs, into);
  }

  @Override
  public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    ProductOperands.requireProduct(lhs, rhs, out, epilogue);
    return new Multiply(lhs, rhs, new Finish(out, epilogue));
  }

  private static int panels(int n) {
    return n / PANEL + (n % PANEL == 0 ? 0 : 1);
  }

  private record Pack(MatrixView rhs, PackedMatrix into) implements Task {
    @Override
    public int parts() {
      return panels(into.n());
    }

    @Override
    public void run(int panel, int worker) {
      long target = (long) panel * into.k() * PANEL * Float.BYTES;
      for (int p = 0; p < into.k(); p++) {
        for (int c = 0; c < PANEL; c++) {
          long column = (long) panel * PANEL + c;
          float value = column < into.n() ? element(rhs, p, column) : 0f;
          into.segment().set(JAVA_FLOAT_UNALIGNED, target, value);
          target += Float.BYTES;
        }
      }
    }
  }

  private record Multiply(MatrixView lhs, PackedMatrix rhs, Finish finish) implements Task {
    private int panelGroups() {
      int panels = panels(rhs.n());
      return panels / PANELS_PER_PART + (panels % PANELS_PER_PART == 0 ? 0 : 1);
    }

    @Override
    public int parts() {
      return Math.multiplyExact(lhs.rows(), panelGroups());
    }

    @Override
    public void run(int part, int worker) {
      int row = part / panelGroups();
      int first = part % panelGroups() * PANELS_PER_PART;
      int end = Math.min(first + PANELS_PER_PART, panels(rhs.n()));
      for (int panel = first; panel < end; panel++) {
        tile(row, panel);
      }
    }

    private void tile(int row, int panel) {
      MemorySegment a = lhs.segment();
      MemorySegment b = rhs.segment();
      long aAt = lhs.byteOffset() + row * lhs.rowStride() * Float.BYTES;
      long bAt = (long) panel * rhs.k() * PANEL * Float.BYTES;
      float sum0 = 0f;
      float sum1 = 0f;
      float sum2 = 0f;
      float sum3 = 0f;
      for (int p = 0; p < rhs.k(); p++) {
        float x = a.get(JAVA_FLOAT_UNALIGNED, aAt + (long) p * Float.BYTES);
        long at = bAt + (long) p * PANEL * Float.BYTES;
        sum0 = Math.fma(x, b.get(JAVA_FLOAT_UNALIGNED, at), sum0);
        sum1 = Math.fma(x, b.get(JAVA_FLOAT_UNALIGNED, at + 4), sum1);
        sum2 = Math.fma(x, b.get(JAVA_FLOAT_UNALIGNED, at + 8), sum2);
        sum3 = Math.fma(x, b.get(JAVA_FLOAT_UNALIGNED, at + 12), sum3);
      }
      long column = (long) panel * PANEL;
      store(row, column, sum0);
      store(row, column + 1, sum1);
      store(row, column + 2, sum2);
      store(row, column + 3, sum3);
    }

    private void store(int row, long column, float product) {
      if (column < rhs.n()) {
        finish.store(row, column, product);
      }
    }
  }

  private static float element(MatrixView matrix, long row, long column) {
    long index = row * matrix.rowStride() + column * matrix.columnStride();
    return matrix.segment().get(JAVA_FLOAT_UNALIGNED, matrix.byteOffset() + index * Float.BYTES);
  }
}
