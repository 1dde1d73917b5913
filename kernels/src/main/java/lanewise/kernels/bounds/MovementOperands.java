package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Checks of the operands of copies and gathers, the same for every tier. */
public final class MovementOperands {
  private MovementOperands() {}

  /** Requires both layouts to lie inside their segments. */
  public static void requireCopy(
      int elementBytes,
      long[] dimensions,
      MemorySegment in,
      long inByteOffset,
      long[] inStrides,
      MemorySegment out,
      long outByteOffset,
      long[] outStrides) {
    if (elementBytes < 1) {
      throw new IllegalArgumentException("an element has at least 1 byte, not " + elementBytes);
    }
    if (inStrides.length != dimensions.length || outStrides.length != dimensions.length) {
      throw new IllegalArgumentException(
          "dimensions and strides must be as many: "
              + dimensions.length
              + ", "
              + inStrides.length
              + " and "
              + outStrides.length);
    }
    Bounds.requireStrided("in", in, inByteOffset, elementBytes, dimensions, inStrides);
    Bounds.requireStrided("out", out, outByteOffset, elementBytes, dimensions, outStrides);
    Bounds.product("copy", dimensions);
  }

  /** Requires a whole table, i32 or i64 indices, and room for a slice for each. */
  public static void requireGather(
      MemorySegment table,
      long outer,
      long tableLength,
      long sliceBytes,
      ElementType indexType,
      MemorySegment indices,
      long indexCount,
      MemorySegment out) {
    if (indexType != ElementType.INT32 && indexType != ElementType.INT64) {
      throw new IllegalArgumentException("indices must be i32 or i64, not " + indexType.label());
    }
    Bounds.requireBytes("table", table, Bounds.product("table", outer, tableLength, sliceBytes));
    Bounds.requireElements("indices", indices, indexType, indexCount);
    Bounds.requireBytes("out", out, Bounds.product("out", outer, indexCount, sliceBytes));
  }
}
