package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Products of 8-bit integers with exact 32-bit sums (wrapping, as in Java), the right-hand side
 * packed.
 */
public interface MatMulInt8 {
  long packedBytes(int k, int n);

  /** A description of packed memory; {@code type} is {@code INT8} or {@code UINT8}. */
  PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory);

  Task pack(MatrixView rhs, PackedMatrix into);

  /**
   * The left-hand side of an integer product.
   *
   * @param type {@code INT8} or {@code UINT8}
   * @param matrix m × k with unit column stride
   * @param zeroPoints one value of {@code type}, or m of them, or null for zero
   * @param perRow whether {@code zeroPoints} (and scales) has one value a row
   */
  record Lhs(ElementType type, MatrixView matrix, MemorySegment zeroPoints, boolean perRow) {}

  /**
   * {@code out = (lhs - lhsZero) · (rhs - rhsZero)} as i32.
   *
   * @param rhsZeroPoints one value of the right-hand side's type, or n of them, or null for zero
   * @param perColumn whether {@code rhsZeroPoints} has one value a column
   * @param out m × n of i32, unit column stride
   */
  Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out);

  /**
   * {@code out = epilogue((lhs - lhsZero) · (rhs - rhsZero) · lhsScale · rhsScale)} as f32: the
   * product of the two scales is rounded first, then the sum (converted to f32) is multiplied by
   * it.
   *
   * @param lhsScales one f32, or m when {@code lhs.perRow()}; read when the task runs
   * @param rhsScales one f32, or n when {@code perColumn}
   */
  Task multiplyRescaled(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue);

  /**
   * The output of a product that is quantized again.
   *
   * @param type {@code INT8} or {@code UINT8}
   * @param matrix m × n with unit column stride
   * @param scale one f32, read when the task runs
   * @param zeroPoint one value of {@code type}, or null for zero
   * @param least what no result is below: the least value of {@code type}, or more, such as the
   *     zero point for a relu
   * @param greatest what no result is above
   */
  record Requantized(
      ElementType type,
      MatrixView matrix,
      MemorySegment scale,
      MemorySegment zeroPoint,
      int least,
      int greatest) {
    /** With the whole range of {@code type}. */
    public static Requantized of(
        ElementType type, MatrixView matrix, MemorySegment scale, MemorySegment zeroPoint) {
      int least = type == ElementType.INT8 ? -128 : 0;
      return new Requantized(type, matrix, scale, zeroPoint, least, least + 255);
    }
  }

  /**
   * The product quantized again, as ONNX {@code QLinearMatMul} and {@code QLinearConv} have it:
   * with {@code sum = (lhs - lhsZero) · (rhs - rhsZero) + bias}, wrapping,
   *
   * <pre>out = clamp(round(f32(sum) · (lhsScale · rhsScale / outScale)) + outZero)</pre>
   *
   * where each of the three operations on scales, and the conversion of the sum, rounds to f32, and
   * {@code round} takes halves to even. All tiers give the same bits. A NaN becomes the least
   * value.
   *
   * @param lhsScales one f32, or m when {@code lhs.perRow()}; read when the task runs
   * @param rhsScales one f32, or n when {@code perColumn}
   * @param bias n values of i32, or null
   */
  Task multiplyRequantized(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out);
}
