package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Kernels on single elements, with broadcasting. All segments are dense; no type is converted. */
public interface Elementwise {
  /**
   * {@code out[i] = op(in[i])}; {@code out} may be {@code in}.
   *
   * <p>Errors in f32, over all floats, in units in the last place of the exact result: {@code LOG}
   * 1, {@code SIN} and {@code COS} 1.5, {@code EXP} 2, {@code ERF} 2.5, {@code TANH} and {@code
   * SIGMOID} 3, {@code SILU} 3.5; where its result is below 2⁻¹¹⁹, {@code SILU} may give zero.
   * {@code GELU_ERF} and {@code GELU_TANH} are within 2⁻²² · max(1, min(|x|, 8)) or a few units.
   * Infinite and subnormal arguments and -0 are no exceptions; NaN gives NaN.
   */
  Task unary(UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count);

  /**
   * {@code out = op(lhs, rhs)}, operand 0 of the broadcast being {@code lhs}; {@code out} may be an
   * operand that does not repeat.
   *
   * @param type both operands' type
   */
  Task binary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out);

  /**
   * {@code out = condition ? whenTrue : whenFalse}; operand 0 of the broadcast is the condition.
   */
  Task select(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out);

  /**
   * Converts each element: float to integer truncates and saturates (NaN gives 0); integer to
   * narrower integer wraps; to bool is {@code != 0}; to a smaller float rounds to nearest even.
   * Floats become 4-bit integers by way of 8 bits: saturated to -128 to 127, or 255 for unsigned
   * ones, then wrapped.
   *
   * @param saturate whether values too large for an 8-bit float become its greatest finite value;
   *     otherwise they become infinity, or NaN where the type has none. No other type looks at it
   */
  Task cast(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count);

  /**
   * As {@link #cast(ElementType, ElementType, boolean, MemorySegment, MemorySegment, long)},
   * saturating.
   */
  default Task cast(
      ElementType from, ElementType to, MemorySegment in, MemorySegment out, long count) {
    return cast(from, to, true, in, out, count);
  }
}
