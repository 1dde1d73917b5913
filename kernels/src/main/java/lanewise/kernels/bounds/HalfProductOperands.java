package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/** Checks of a product with 16-bit weights, the same for every tier. */
public final class HalfProductOperands {
  private HalfProductOperands() {}

  /** Requires {@code BFLOAT16} or {@code FLOAT16}. */
  public static void requireHalf(String operand, ElementType type) {
    if (type != ElementType.BFLOAT16 && type != ElementType.FLOAT16) {
      throw new IllegalArgumentException(operand + " must be bf16 or f16, it is " + type.label());
    }
  }

  /** Requires a k × n source of a type that can be packed. */
  public static void requirePackable(ElementType source, MatrixView rhs, PackedMatrix into) {
    if (source != ElementType.FLOAT32) {
      requireHalf("the source of rhs", source);
    }
    Bounds.requireMatrix("rhs", rhs, source.blockBytes());
    ProductOperands.requireSize(rhs, into);
  }

  /** Requires matrices of one size, f32 and bf16. */
  public static void requireRound(MatrixView in, MatrixView out) {
    Bounds.requireMatrix("in", in, Float.BYTES);
    Bounds.requireRows("in", in, in.rows(), in.columns());
    Bounds.requireRows("out", out, in.rows(), in.columns(), Short.BYTES);
  }

  /** Requires sides that can be multiplied, an output and an epilogue that fits it. */
  public static void requireProduct(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long scratchBytes) {
    requireHalf("rhs", rhs.type());
    boolean dot = lhsType == ElementType.BFLOAT16 && rhs.type() == ElementType.BFLOAT16;
    if (lhsType != ElementType.FLOAT32 && !dot) {
      throw new IllegalArgumentException(
          "lhs must be f32, or bf16 where rhs is bf16; lhs is "
              + lhsType.label()
              + ", rhs "
              + rhs.type().label());
    }
    Bounds.requireMatrix("lhs", lhs, lhsType.blockBytes());
    Bounds.requireRows("lhs", lhs, lhs.rows(), rhs.k(), lhsType.blockBytes());
    ProductOperands.requireOutput(out, lhs.rows(), rhs.n(), epilogue);
    Bounds.requireScratch(scratch, scratchBytes);
  }
}
