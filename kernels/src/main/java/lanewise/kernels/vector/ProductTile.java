package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The innermost kernel of the matrix product: {@code c = a · panel} for a few rows and one packed
 * panel, accumulated in registers. Each element of {@code c} is one chain of fused multiply-adds
 * over k in ascending order.
 *
 * <p>A panel holds {@link #columns} columns, one row of them after the other.
 */
abstract class ProductTile {
  /** The most rows of a tile. */
  static final int MAX_ROWS = 6;

  /** Columns of a panel and of a tile. */
  abstract int columns();

  /**
   * Multiplies {@code rows} rows of {@code a} with {@code k} rows of the panel.
   *
   * @param aAt byte offset of the first row's first element
   * @param aStride bytes from row to row
   * @param bAt byte offset of the panel's first row
   * @param cAt byte offset of the first row's first element, of {@link #columns} in each row
   * @param cStride bytes from row to row
   */
  abstract void multiply(
      int rows,
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride);
}
