package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;

/** Checks of operands in block formats, the same for every tier. */
public final class BlockOperands {
  private static final long ALIGNMENT = 64;

  private BlockOperands() {}

  /** Requires rows of whole blocks, of a type that a {@link BlockMatrix} may have. */
  public static void requireBlocks(String operand, BlockMatrix matrix) {
    if (matrix == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    ElementType type = matrix.type();
    boolean plain =
        type == ElementType.FLOAT32 || type == ElementType.FLOAT16 || type == ElementType.BFLOAT16;
    if (!plain && !type.isScaledBlock()) {
      throw new IllegalArgumentException(
          operand + " must be f32, f16, bf16 or a block format, it is " + type.label());
    }
    requireBlockColumns(operand, type, matrix.columns());
    Bounds.requireBytes(operand, matrix.segment(), 0);
    long rows = matrix.rows();
    if (rows < 0) {
      throw new IllegalArgumentException(operand + " has a negative size: " + rows);
    }
    long rowBytes = type.byteSize(matrix.columns());
    if (rows == 0 || rowBytes == 0) {
      return;
    }
    if (rows > 1 && matrix.rowBytes() < rowBytes) {
      throw new IllegalArgumentException(
          operand
              + " needs "
              + rowBytes
              + " bytes from row to row for "
              + matrix.columns()
              + " columns of "
              + type.label()
              + ", it has "
              + matrix.rowBytes());
    }
    Bounds.requireStrided(
        operand,
        matrix.segment(),
        matrix.byteOffset(),
        1,
        new long[] {rows, rowBytes},
        new long[] {rows > 1 ? matrix.rowBytes() : 0, 1});
  }

  private static void requireBlockColumns(String operand, ElementType type, int columns) {
    if (columns < 0 || columns % type.blockElements() != 0) {
      throw new IllegalArgumentException(
          operand
              + " has "
              + columns
              + " columns; "
              + type.label()
              + " needs a multiple of "
              + type.blockElements());
    }
  }

  /** Requires rows of quantized activations inside aligned memory. */
  public static void requireQuantizedRows(String operand, QuantizedRows rows) {
    if (rows == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    if (rows.block() != 32 && rows.block() != 128 && rows.block() != 256) {
      throw new IllegalArgumentException(
          operand + " must be in blocks of 32, 128 or 256, its block is " + rows.block());
    }
    if (rows.rows() < 0 || rows.columns() < 0 || rows.columns() % rows.block() != 0) {
      throw new IllegalArgumentException(
          operand
              + " is "
              + rows.rows()
              + " × "
              + rows.columns()
              + "; columns must be a multiple of "
              + rows.block());
    }
    long bytes = QuantizedRows.bytes(rows.block(), rows.rows(), rows.columns());
    Bounds.requireBytes(operand, rows.segment(), bytes);
    if (rows.segment().address() % ALIGNMENT != 0) {
      throw new IllegalArgumentException(operand + " must be 64-byte aligned");
    }
  }

  /** Requires an f32 matrix and quantized rows of the same size. */
  public static void requireQuantize(MatrixView in, QuantizedRows out) {
    requireQuantizedRows("out", out);
    Bounds.requireRows("in", in, out.rows(), out.columns());
  }

  /** Requires the operands of a product with quantized activations. */
  public static void requireProduct(
      QuantizedRows lhs, BlockMatrix weights, MatrixView out, Epilogue epilogue) {
    requireQuantizedRows("lhs", lhs);
    requireBlocks("weights", weights);
    int block = MatMulBlocks.activationBlock(weights.type());
    if (lhs.block() != block) {
      throw new IllegalArgumentException(
          "lhs is in blocks of "
              + lhs.block()
              + ", weights of "
              + weights.type().label()
              + " take blocks of "
              + block);
    }
    requireSameColumns(lhs.columns(), weights);
    ProductOperands.requireOutput(out, lhs.rows(), weights.rows(), epilogue);
  }

  /** Requires the operands of a product with f32 activations. */
  public static void requireProduct(
      MatrixView lhs, BlockMatrix weights, MatrixView out, Epilogue epilogue) {
    requireBlocks("weights", weights);
    Bounds.requireMatrix("lhs", lhs, Float.BYTES);
    requireSameColumns(lhs.columns(), weights);
    Bounds.requireRows("lhs", lhs, lhs.rows(), weights.columns());
    ProductOperands.requireOutput(out, lhs.rows(), weights.rows(), epilogue);
  }

  private static void requireSameColumns(int columns, BlockMatrix weights) {
    if (columns != weights.columns()) {
      throw new IllegalArgumentException(
          "lhs has " + columns + " columns, the weights have " + weights.columns());
    }
  }

  /** Requires blocks and an f32 matrix of the same size. */
  public static void requireDecode(BlockMatrix in, MatrixView out) {
    requireBlocks("in", in);
    Bounds.requireRows("out", out, in.rows(), in.columns());
  }

  /** Requires an f32 matrix, blocks of the same size, and a weight a column or none. */
  public static void requireEncode(MatrixView in, MemorySegment importance, BlockMatrix out) {
    requireBlocks("out", out);
    Bounds.requireRows("in", in, out.rows(), out.columns());
    if (importance != null) {
      Bounds.requireFloats("importance", importance, out.columns());
    }
  }
}
