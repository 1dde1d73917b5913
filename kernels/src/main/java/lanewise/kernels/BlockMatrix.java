package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Weights as a model file has them: row after row, each of whole blocks, at any byte.
 *
 * <p>A row holds the weights of one output, so a product with it is {@code lhs · weightsᵀ}.
 *
 * @param type {@code FLOAT32}, {@code FLOAT16}, {@code BFLOAT16} or a scaled block format
 * @param segment native memory, usually a slice of a mapped file
 * @param byteOffset where row 0 starts
 * @param rows outputs
 * @param columns elements of a row, a multiple of the type's block
 * @param rowBytes bytes from one row to the next
 */
public record BlockMatrix(
    ElementType type,
    MemorySegment segment,
    long byteOffset,
    int rows,
    int columns,
    long rowBytes) {

  /** Rows that follow each other without a gap. */
  public static BlockMatrix dense(
      ElementType type, MemorySegment segment, long byteOffset, int rows, int columns) {
    return new BlockMatrix(type, segment, byteOffset, rows, columns, type.byteSize(columns));
  }
}
