package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Rows of activations as 8-bit integers with one f32 scale a block: element {@code i} of a row
 * stands for {@code values[i] · scales[i / block]}. All tiers read and write the same layout.
 *
 * <p>A row has three parts, each starting at a multiple of 64 bytes: {@code columns} values of i8
 * from -127 to 127, {@code columns / block} scales of f32, and the sum of each 16 adjacent values
 * as i16. The sums serve weights that have an offset or a minimum: {@code Σ (w - c)·x = Σ w·x - c·Σ
 * x}.
 *
 * @param block elements that share a scale: 32, 128 or 256
 * @param rows rows of activations
 * @param columns elements of a row, a multiple of {@code block}
 * @param segment {@link #bytes} bytes, 64-byte aligned
 */
public record QuantizedRows(int block, int rows, int columns, MemorySegment segment) {
  /** Values that one entry of the sums adds up. */
  public static final int SUM_ELEMENTS = 16;

  private static final long ALIGNMENT = 64;

  /** Bytes that rows of this size take. */
  public static long bytes(int block, int rows, int columns) {
    return Math.multiplyExact((long) rows, rowBytes(block, columns));
  }

  /** Bytes from one row to the next. */
  public static long rowBytes(int block, int columns) {
    return sumsAt(block, columns) + aligned((long) columns / SUM_ELEMENTS * Short.BYTES);
  }

  /** Where a row's scales start. */
  public static long scalesAt(int columns) {
    return aligned(columns);
  }

  /** Where a row's sums start. */
  public static long sumsAt(int block, int columns) {
    return scalesAt(columns) + aligned((long) columns / block * Float.BYTES);
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
