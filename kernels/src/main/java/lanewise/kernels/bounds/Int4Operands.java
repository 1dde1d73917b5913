package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;

/** Checks of a product with 4-bit weights, the same for every tier. */
public final class Int4Operands {
  private Int4Operands() {}

  /** Requires sizes and types that make sense. */
  public static void requireForm(Form form) {
    if (form.k() < 0 || form.n() < 0) {
      throw new IllegalArgumentException("weights have a negative size: " + form);
    }
    switch (form.group()) {
      case 32, 64, 128, 256 -> {}
      default ->
          throw new IllegalArgumentException(
              "weights must have groups of 32, 64, 128 or 256, theirs have " + form.group());
    }
    if (form.scaleType() != ElementType.FLOAT32 && form.scaleType() != ElementType.FLOAT16) {
      throw new IllegalArgumentException(
          "scales must be f32 or f16, they are " + form.scaleType().label());
    }
  }

  /** Requires packed memory of {@code layout} with at least {@code byteCount} bytes. */
  public static void requirePacked(Packed packed, String layout, long byteCount) {
    if (!packed.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "the packed weights have layout "
              + packed.layout()
              + ", this kernel reads "
              + layout
              + "; pack them with the kernel that multiplies");
    }
    Bounds.requireBytes("the packed weights", packed.segment(), byteCount);
  }

  /** Requires weights of this form, each of their parts long enough. */
  public static void requireWeights(Weights weights, Form form) {
    if (!weights.form().equals(form)) {
      throw new IllegalArgumentException(
          "weights are " + weights.form() + ", the packed ones " + form);
    }
    boolean signed = weights.type() == ElementType.INT4;
    if (weights.type() != ElementType.UINT4 && !(signed && !form.hasZeroPoints())) {
      throw new IllegalArgumentException(
          "weights must be u4, or i4 without zero points; they are "
              + weights.type().label()
              + (form.hasZeroPoints() ? " with zero points" : ""));
    }
    long groups = Bounds.product("weights", form.n(), form.groups());
    Bounds.requireBytes(
        "the values of weights",
        weights.values(),
        Bounds.product("weights", groups, form.group() / 2));
    Bounds.requireElements("the scales of weights", weights.scales(), form.scaleType(), groups);
    if (form.hasZeroPoints()) {
      long bytes = Bounds.product("weights", form.n(), (form.groups() + 1) / 2);
      Bounds.requireBytes("the zero points of weights", weights.zeroPoints(), bytes);
    }
  }

  /** Requires the operands of the product with f32 activations. */
  public static void requireProduct(
      MatrixView lhs,
      Packed weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long scratchBytes) {
    Bounds.requireMatrix("lhs", lhs, Float.BYTES);
    Bounds.requireRows("lhs", lhs, lhs.rows(), weights.form().k());
    ProductOperands.requireOutput(out, lhs.rows(), weights.form().n(), epilogue);
    Bounds.requireScratch(scratch, scratchBytes);
  }

  /** Requires the operands of the product with quantized activations. */
  public static void requireProduct(
      QuantizedRows lhs,
      Packed weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long scratchBytes) {
    BlockOperands.requireQuantizedRows("lhs", lhs);
    Form form = weights.form();
    if (lhs.columns() != form.k()) {
      throw new IllegalArgumentException(
          "lhs must have " + form.k() + " columns, it has " + lhs.columns());
    }
    if (form.group() % lhs.block() != 0) {
      throw new IllegalArgumentException(
          "lhs is in blocks of " + lhs.block() + ", which must divide the group " + form.group());
    }
    ProductOperands.requireOutput(out, lhs.rows(), form.n(), epilogue);
    Bounds.requireScratch(scratch, scratchBytes);
  }
}
