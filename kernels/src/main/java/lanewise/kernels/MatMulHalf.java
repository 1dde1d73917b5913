package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * {@code out[m, n] = epilogue(lhs[m, k] · rhs[k, n])} with a packed right-hand side of {@code
 * BFLOAT16} or {@code FLOAT16}.
 *
 * <p>With a left-hand side of f32 the right-hand side is widened exactly and each output is one
 * chain of fused multiply-adds over k in ascending order: the bits of {@link MatMulF32}.
 *
 * <p>With both sides of bf16 each output is the chain of {@code VDPBF16PS} (Intel SDM volume 2).
 * Elements of k go in pairs, an odd k filled up with 0; of each pair the second element is added
 * first, then the first:
 *
 * <pre>{@code acc = fma(l[2p + 1], r[2p + 1], acc); acc = fma(l[2p], r[2p], acc)}</pre>
 *
 * <p>from {@code acc = +0} on, in f32, rounded to nearest even; subnormal operands count as zeros
 * of their sign, and a result that is below the least normal number after rounding to 24 bits
 * becomes a zero of its sign. The bits depend on k alone: not on m, n, the tile, the tier or the
 * thread. A NaN is some NaN.
 */
public interface MatMulHalf {
  /** Bytes of a packed k × n right-hand side of {@code type}. */
  long packedBytes(ElementType type, int k, int n);

  /**
   * A description of packed memory.
   *
   * @param type {@code BFLOAT16} or {@code FLOAT16}
   * @param memory at least {@link #packedBytes} bytes
   */
  PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory);

  /**
   * Fills {@code into} from {@code rhs}, whose strides may be anything (a transposed view too).
   * Elements are rounded to nearest even; those of a half type go by way of f32. What is too large
   * becomes an infinity, what is subnormal stays so, a NaN stays some NaN.
   *
   * @param source {@code FLOAT32}, {@code FLOAT16} or {@code BFLOAT16}: the elements of {@code rhs}
   */
  Task pack(ElementType source, MatrixView rhs, PackedMatrix into);

  /**
   * Rounds f32 to bf16, to nearest even; subnormal numbers too are rounded, not flushed. A NaN
   * stays a NaN.
   *
   * @param in m × k of f32 with unit column stride
   * @param out m × k of bf16 with unit column stride
   */
  Task round(MatrixView in, MatrixView out);

  /** Scratch bytes that each worker needs for a product. */
  long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m);

  /**
   * Binds a product.
   *
   * @param lhsType {@code FLOAT32}, or {@code BFLOAT16} where {@code rhs} is bf16 too
   * @param lhs m × k with unit column stride
   * @param out m × n of f32 with unit column stride; must not overlap {@code lhs} or {@code rhs}
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task multiply(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch);
}
