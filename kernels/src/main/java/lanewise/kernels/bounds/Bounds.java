package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;

/**
 * Checks of operands at binding. Each throws {@link IllegalArgumentException} naming the operand.
 */
public final class Bounds {
  private Bounds() {}

  /** Requires {@code byteCount} bytes of native memory. */
  public static void requireBytes(String operand, MemorySegment segment, long byteCount) {
    if (segment == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          operand + " is a heap segment; kernels need native memory, such as a tensor's");
    }
    if (byteCount < 0 || segment.byteSize() < byteCount) {
      throw new IllegalArgumentException(
          operand + " needs " + byteCount + " bytes, its segment has " + segment.byteSize());
    }
  }

  /** Requires scratch for at least one worker; tasks check their own worker's slice. */
  public static void requireScratch(MemorySegment scratch, long bytesPerWorker) {
    if (bytesPerWorker > 0) {
      requireBytes("scratch", scratch, bytesPerWorker);
      if (scratch.address() % 64 != 0) {
        throw new IllegalArgumentException("scratch must be 64-byte aligned");
      }
    }
  }

  /**
   * Where a worker's slice of the scratch starts.
   *
   * @throws IllegalArgumentException if the scratch is too small for that worker
   */
  public static long workerScratch(MemorySegment scratch, long bytesPerWorker, int worker) {
    long start = worker * bytesPerWorker;
    if (bytesPerWorker > 0 && start + bytesPerWorker > scratch.byteSize()) {
      throw new IllegalArgumentException(
          "scratch has "
              + scratch.byteSize()
              + " bytes, worker "
              + worker
              + " needs it to have "
              + (start + bytesPerWorker));
    }
    return start;
  }

  /** Requires {@code count} elements of 4 bytes in native memory. */
  public static void requireFloats(String operand, MemorySegment segment, long count) {
    if (count < 0 || count > Long.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(operand + " cannot hold " + count + " elements");
    }
    requireBytes(operand, segment, count * Float.BYTES);
  }

  /** The product of sizes, none of them negative, in exact arithmetic. */
  public static long product(String operand, long... sizes) {
    long product = 1;
    boolean empty = false;
    for (long size : sizes) {
      if (size < 0) {
        throw new IllegalArgumentException(operand + " has a negative size: " + size);
      }
      empty |= size == 0;
    }
    if (empty) {
      return 0;
    }
    for (long size : sizes) {
      if (product > Long.MAX_VALUE / size) {
        throw new IllegalArgumentException(operand + " is larger than memory can be");
      }
      product *= size;
    }
    return product;
  }

  /** Requires {@code count} elements of {@code type} in native memory. */
  public static void requireElements(
      String operand, MemorySegment segment, ElementType type, long count) {
    if (count < 0 || count > Long.MAX_VALUE / type.blockBytes()) {
      throw new IllegalArgumentException(operand + " cannot hold " + count + " elements");
    }
    requireBytes(operand, segment, type.byteSize(count));
  }

  /** Requires every element of a matrix of {@code elementBytes} to lie inside its segment. */
  public static void requireMatrix(String operand, MatrixView matrix, int elementBytes) {
    if (matrix == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    requireStrided(
        operand,
        matrix.segment(),
        matrix.byteOffset(),
        elementBytes,
        new long[] {matrix.rows(), matrix.columns()},
        new long[] {matrix.rowStride(), matrix.columnStride()});
  }

  /** Requires an f32 matrix of this size, inside its segment, with adjacent columns. */
  public static void requireRows(String operand, MatrixView matrix, int rows, int columns) {
    requireRows(operand, matrix, rows, columns, Float.BYTES);
  }

  /** Requires a matrix of this size, inside its segment, with adjacent columns. */
  public static void requireRows(
      String operand, MatrixView matrix, int rows, int columns, int elementBytes) {
    requireMatrix(operand, matrix, elementBytes);
    if (matrix.rows() != rows || matrix.columns() != columns) {
      throw new IllegalArgumentException(
          operand
              + " must be "
              + rows
              + " × "
              + columns
              + ", it is "
              + matrix.rows()
              + " × "
              + matrix.columns());
    }
    if (matrix.columnStride() != 1 && columns > 1) {
      throw new IllegalArgumentException(
          operand + " must have a column stride of 1, it has " + matrix.columnStride());
    }
  }

  /** Requires every element of a strided layout to lie inside its segment. */
  public static void requireStrided(
      String operand,
      MemorySegment segment,
      long byteOffset,
      int elementBytes,
      long[] dimensions,
      long[] strides) {
    requireBytes(operand, segment, 0);
    boolean empty = false;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(operand + " has a negative size: " + dimension);
      }
      empty |= dimension == 0;
    }
    if (empty) {
      return;
    }
    try {
      long least = byteOffset;
      long end = Math.addExact(byteOffset, elementBytes);
      for (int axis = 0; axis < dimensions.length; axis++) {
        long reach = Math.multiplyExact(dimensions[axis] - 1, strides[axis]);
        reach = Math.multiplyExact(reach, (long) elementBytes);
        if (reach < 0) {
          least = Math.addExact(least, reach);
        } else {
          end = Math.addExact(end, reach);
        }
      }
      if (least < 0 || end > segment.byteSize()) {
        throw new IllegalArgumentException(
            operand
                + " covers bytes "
                + least
                + " to "
                + end
                + ", its segment has "
                + segment.byteSize());
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(operand + " is larger than memory can be", e);
    }
  }
}
