package lanewise.kernels.bounds;

import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/** Checks of a matrix product's operands, the same for every tier. */
public final class ProductOperands {
  private ProductOperands() {}

  /** Requires packed memory of {@code layout} with at least {@code byteCount} bytes. */
  public static void requirePacked(PackedMatrix packed, String layout, long byteCount) {
    if (!packed.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "the packed matrix has layout "
              + packed.layout()
              + ", this kernel reads "
              + layout
              + "; pack it with the kernel that multiplies");
    }
    Bounds.requireBytes("the packed matrix", packed.segment(), byteCount);
  }

  /** Requires a k × n source for {@code into}. */
  public static void requirePackable(MatrixView rhs, PackedMatrix into) {
    Bounds.requireMatrix("rhs", rhs, into.type().blockBytes());
    requireSize(rhs, into);
  }

  /** Requires {@code rhs} to be as large as {@code into}. */
  static void requireSize(MatrixView rhs, PackedMatrix into) {
    if (rhs.rows() != into.k() || rhs.columns() != into.n()) {
      throw new IllegalArgumentException(
          "rhs is "
              + rhs.rows()
              + " × "
              + rhs.columns()
              + ", the packed matrix holds "
              + into.k()
              + " × "
              + into.n());
    }
  }

  /** Requires an m × k f32 left-hand side, an m × n f32 output and an epilogue that fits them. */
  public static void requireProduct(
      MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    Bounds.requireRows("lhs", lhs, lhs.rows(), rhs.k());
    requireOutput(out, lhs.rows(), rhs.n(), epilogue);
  }

  /** Requires an m × n f32 output and an epilogue that fits it. */
  public static void requireOutput(MatrixView out, int m, int n, Epilogue epilogue) {
    Bounds.requireRows("out", out, m, n);
    if (epilogue.bias() != null) {
      Bounds.requireFloats("bias", epilogue.bias(), n);
    }
    if (epilogue.residual() != null) {
      Bounds.requireRows("residual", epilogue.residual(), m, n);
    }
  }
}
