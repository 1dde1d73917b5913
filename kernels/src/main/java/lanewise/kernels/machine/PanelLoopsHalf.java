package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.scalar.FlushingFma;

/**
 * The product with 16-bit weights over packed panels in plain Java: what serves where a routine was
 * refused after its panels were packed.
 */
record PanelLoopsHalf(
    HalfPanels panels,
    ElementType lhsType,
    MatrixView lhs,
    PackedMatrix rhs,
    MatrixView out,
    Epilogue epilogue)
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
      float x = lhsType == ElementType.FLOAT32 ? chain(row, column) : pairs(row, column);
      if (epilogue.bias() != null) {
        x += epilogue.bias().get(JAVA_FLOAT_UNALIGNED, (long) column * Float.BYTES);
      }
      x = ReferenceActivation.apply(epilogue.activation(), x);
      MatrixView residual = epilogue.residual();
      if (residual != null) {
        x += residual.segment().get(JAVA_FLOAT_UNALIGNED, at(residual, Float.BYTES, row, column));
      }
      out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, Float.BYTES, row, column), x);
    }
  }

  private float chain(int row, int column) {
    float sum = 0f;
    for (int p = 0; p < rhs.k(); p++) {
      float x = lhs.segment().get(JAVA_FLOAT_UNALIGNED, at(lhs, Float.BYTES, row, p));
      sum = Math.fma(x, right(p, column), sum);
    }
    return sum;
  }

  private float pairs(int row, int column) {
    float sum = 0f;
    for (int p = 0; p < rhs.k(); p += 2) {
      boolean whole = p + 1 < rhs.k();
      float x = whole ? FlushingFma.flush(left(row, p + 1)) : 0f;
      float y = whole ? FlushingFma.flush(right(p + 1, column)) : 0f;
      sum = FlushingFma.fma(x, y, sum);
      x = FlushingFma.flush(left(row, p));
      y = FlushingFma.flush(right(p, column));
      sum = FlushingFma.fma(x, y, sum);
    }
    return sum;
  }

  private float left(int row, int p) {
    short bits = lhs.segment().get(JAVA_SHORT_UNALIGNED, at(lhs, Short.BYTES, row, p));
    return HalfPanels.widened(ElementType.BFLOAT16, bits);
  }

  private float right(int p, int column) {
    short bits = rhs.segment().get(JAVA_SHORT_UNALIGNED, panels.at(p, column));
    return HalfPanels.widened(rhs.type(), bits);
  }

  private static long at(MatrixView matrix, int elementBytes, long row, long column) {
    return matrix.byteOffset() + (row * matrix.rowStride() + column) * elementBytes;
  }
}
