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
}
