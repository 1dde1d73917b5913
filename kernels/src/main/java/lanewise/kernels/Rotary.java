package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Rotary position embedding (Su et al. 2021): pairs of a row's elements are turned by angles that
 * come from the row's position.
 *
 * <p>A pair (x, y) becomes {@code (fma(x, cos, -(y · sin)), fma(y, cos, x · sin))}, the same bits
 * in every tier.
 */
public interface Rotary {
  /** Which elements make a pair. */
  enum Pairing {
    /** Neighbours: 2i and 2i + 1. */
    ADJACENT,
    /** One of each half of the part that is turned: i and i + rotarySize / 2. */
    HALVES
  }

  /**
   * The sizes of one call.
   *
   * @param rows tokens, each with a position
   * @param heads heads of each token
   * @param headSize elements of a head
   * @param rotarySize elements of a head that are turned, even, the first ones; the others are
   *     copied
   */
  record Sizes(int rows, int heads, int headSize, int rotarySize) {}

  /** f32 heads of tokens, each head's elements adjacent. Strides count elements. */
  record Operand(MemorySegment segment, long byteOffset, long rowStride, long headStride) {}

  /**
   * Cosines and sines of each position's angles: both f32, {@code [length, rotarySize / 2]}, with
   * whatever scaling of frequencies and magnitudes a model has.
   */
  record Angles(MemorySegment cosines, MemorySegment sines, int length) {}

  /**
   * Binds a rotation.
   *
   * @param positions one i32 a row, read whenever the task runs
   * @param out may be {@code in}; else the two must not overlap
   * @throws IndexOutOfBoundsException when the task meets a position outside the table
   */
  Task rotate(
      Sizes sizes,
      Pairing pairing,
      Operand in,
      Angles angles,
      MemorySegment positions,
      Operand out);
}
