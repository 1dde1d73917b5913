package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Reductions of the middle axis of {@code in[outer, length, inner]} to {@code out[outer, inner]}.
 */
public interface Reductions {
  Task reduce(
      ReduceOp op,
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      MemorySegment out);

  /**
   * The index (i64) of the greatest or least element.
   *
   * @param greatest else the least
   * @param last among equal elements the last, else the first
   */
  Task argReduce(
      boolean greatest,
      boolean last,
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      MemorySegment out);
}
