package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Kernels that move elements without looking at them. */
public interface Movement {
  /**
   * Copies {@code dimensions} elements between two strided layouts; strides count elements and may
   * be 0 (repeat) or negative. Transposes, slices, concatenation, expansion and padding are all
   * this.
   */
  Task copy(
      int elementBytes,
      long[] dimensions,
      MemorySegment in,
      long inByteOffset,
      long[] inStrides,
      MemorySegment out,
      long outByteOffset,
      long[] outStrides);

  /**
   * {@code out[o, i, :] = table[o, index(i), :]}, slices of {@code sliceBytes} bytes. A negative
   * index counts from the end.
   *
   * @param indexType {@code INT32} or {@code INT64}
   * @throws IndexOutOfBoundsException when the task meets an index outside the table
   */
  Task gather(
      MemorySegment table,
      long outer,
      long tableLength,
      long sliceBytes,
      ElementType indexType,
      MemorySegment indices,
      long indexCount,
      MemorySegment out);
}
