package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;

/** Turns an element of a product into the output. */
public record Finish(MatrixView out, Epilogue epilogue) {
  /** Stores {@code activation(product + bias) + residual}. */
  public void store(long row, long column, float product) {
    float x = product;
    if (epilogue.bias() != null) {
      x += epilogue.bias().get(JAVA_FLOAT_UNALIGNED, column * Float.BYTES);
    }
    x = ScalarMath.activate(epilogue.activation(), x);
    if (epilogue.residual() != null) {
      MatrixView residual = epilogue.residual();
      x += residual.segment().get(JAVA_FLOAT_UNALIGNED, at(residual, row, column));
    }
    out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, row, column), x);
  }

  private static long at(MatrixView matrix, long row, long column) {
    return matrix.byteOffset() + (row * matrix.rowStride() + column) * Float.BYTES;
  }
}
