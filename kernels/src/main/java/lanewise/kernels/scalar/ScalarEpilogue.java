package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;

/** What follows a product, one element at a time. */
final class ScalarEpilogue {
  private ScalarEpilogue() {}

  /** Stores {@code activation(product + bias) + residual}. */
  static void store(Epilogue epilogue, MatrixView out, long row, long column, float product) {
    float x = product;
    if (epilogue.bias() != null) {
      x += epilogue.bias().get(JAVA_FLOAT_UNALIGNED, column * Float.BYTES);
    }
    x = ScalarMath.activate(epilogue.activation(), x);
    MatrixView residual = epilogue.residual();
    if (residual != null) {
      x += residual.segment().get(JAVA_FLOAT_UNALIGNED, at(residual, row, column));
    }
    out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, row, column), x);
  }

  private static long at(MatrixView matrix, long row, long column) {
    return matrix.byteOffset() + (row * matrix.rowStride() + column) * Float.BYTES;
  }
}
