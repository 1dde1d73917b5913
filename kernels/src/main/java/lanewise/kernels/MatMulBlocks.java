package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * {@code out[m, n] = epilogue(lhs[m, k] · weights[n, k]ᵀ)} with the weights read where the file is
 * mapped, in ggml's block layouts.
 *
 * <p>There are two products. One takes f32 activations and the weights' exact values; the other
 * takes activations quantized to 8 bits ({@link #quantize}) and multiplies integers. The order of
 * every sum is spelled out below and depends on k alone, so that a row's bits are the same in every
 * tier, for every m, and whatever other rows are in the batch.
 */
public interface MatMulBlocks {
  /**
   * Elements of a quantized activation row that share a scale, for weights of a type: 32 for types
   * in blocks of 32, else 256.
   *
   * @throws IllegalArgumentException if {@link #takesQuantizedRows} is false
   */
  static int activationBlock(ElementType weights) {
    if (!takesQuantizedRows(weights)) {
      throw new IllegalArgumentException(
          weights.label() + " weights have no product with quantized activations");
    }
    return weights.blockElements();
  }

  /** Whether weights of this type have a product with quantized activations. */
  static boolean takesQuantizedRows(ElementType weights) {
    return switch (weights) {
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, IQ4_NL, MXFP4, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_XS ->
          true;
      default -> false;
    };
  }

  /**
   * Quantizes rows of f32, block by block: {@code scale = max|x| / 127}, {@code value = round half
   * to even(x · (127 / max|x|))}. A block whose greatest magnitude is below 2⁻¹⁰⁰ becomes zeros
   * with scale 0; one with a NaN or an infinity becomes zeros with scale NaN, so that every output
   * it has a part in is NaN.
   *
   * @param in m × k with unit column stride
   */
  Task quantize(MatrixView in, QuantizedRows out);

  /** Scratch bytes that each worker needs for either product. */
  long scratchBytesPerWorker(ElementType weights, int m, int k, int n);

  /**
   * The product with quantized activations.
   *
   * <p>An output is one chain over the activation blocks in ascending order, starting at 0: {@code
   * acc = fma(f32(sum), d · scale, acc)}, then, for types with minima, {@code acc =
   * fma(f32(minSum), c · scale, acc)}. Here {@code d} is the weight block's f32 scale, {@code sum}
   * the exact 32-bit integer {@code Σ groupScale · q · x} over the block ({@code q} signed, the
   * type's offset taken off), {@code minSum} the exact {@code Σ groupMin · x}, and {@code c} is
   * {@code m} in Q4_1 and Q5_1 and {@code -dmin} in Q2_K, Q4_K and Q5_K.
   *
   * @param lhs m × k, in blocks of {@link #activationBlock}
   * @param out m × n of f32 with unit column stride; must not overlap the operands
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch);

  /**
   * The product with f32 activations and the weights' exact f32 values, for every type.
   *
   * <p>An output is 16 chains of fused multiply-adds: element {@code p} of the row goes to chain
   * {@code p mod 16}, in ascending order; then chain {@code i} adds chain {@code i + 8}, then
   * {@code i + 4}, {@code i + 2} and {@code i + 1}.
   *
   * @param lhs m × k with unit column stride
   * @param out m × n of f32 with unit column stride; must not overlap the operands
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch);
}
