package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * A matrix inside a segment; strides count elements, not bytes.
 *
 * @param segment native memory
 * @param byteOffset where element (0, 0) is
 * @param rowStride elements from one row to the next
 * @param columnStride elements from one column to the next; 1 for row-major
 */
public record MatrixView(
    MemorySegment segment,
    long byteOffset,
    int rows,
    int columns,
    long rowStride,
    long columnStride) {

  /** A dense row-major matrix at the segment's start. */
  public static MatrixView dense(MemorySegment segment, int rows, int columns) {
    return new MatrixView(segment, 0, rows, columns, columns, 1);
  }

  /** The same elements with rows and columns exchanged. */
  public MatrixView transposed() {
    return new MatrixView(segment, byteOffset, columns, rows, columnStride, rowStride);
  }
}
