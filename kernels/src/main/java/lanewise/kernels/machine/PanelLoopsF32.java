package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;

/**
 * The f32 product over packed panels in plain Java: what serves where a routine was refused after
 * its panels were packed.
 */
record PanelLoopsF32(
    VectorUnit unit, MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue)
    implements Task {
  @Override
  public String tier() {
    return "scalar";
  }

  @Override
  public int parts() {
    return rhs.n() == 0 ? 0 : lhs.rows();
  }

  @Override
  public void run(int row, int worker) {
    for (int column = 0; column < rhs.n(); column++) {
      float x = product(row, column);
      if (epilogue.bias() != null) {
        x += epilogue.bias().get(JAVA_FLOAT_UNALIGNED, (long) column * Float.BYTES);
      }
      x = ReferenceActivation.apply(epilogue.activation(), x);
      if (epilogue.residual() != null) {
        x += element(epilogue.residual(), row, column);
      }
      long at = out.byteOffset() + (row * out.rowStride() + column) * Float.BYTES;
      out.segment().set(JAVA_FLOAT_UNALIGNED, at, x);
    }
  }

  private float product(int row, int column) {
    int panel = column / unit.panelColumns();
    int width = Math.min(unit.panelColumns(), rhs.n() - panel * unit.panelColumns());
    long step = (long) Math.ceilDiv(width, unit.lanes()) * unit.bytes();
    long at = (long) panel * rhs.k() * unit.panelVectors() * unit.bytes();
    at += (long) (column % unit.panelColumns()) * Float.BYTES;
    MemorySegment packed = rhs.segment();
    float sum = 0f;
    for (int p = 0; p < rhs.k(); p++) {
      sum = Math.fma(element(lhs, row, p), packed.get(JAVA_FLOAT_UNALIGNED, at + p * step), sum);
    }
    return sum;
  }

  private static float element(MatrixView matrix, long row, long column) {
    long index = row * matrix.rowStride() + column;
    return matrix.segment().get(JAVA_FLOAT_UNALIGNED, matrix.byteOffset() + index * Float.BYTES);
  }
}
