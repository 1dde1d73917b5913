package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * {@code out[m, n] = epilogue(lhs[m, k] · weights[n, k]ᵀ)} with packed 4-bit weights that share a
 * scale, and perhaps a zero point, in groups along k.
 *
 * <p>There are two products. One takes f32 activations and the weights' values {@code w = f32(q -
 * z) · s}, rounded once to f32; each output is one chain of fused multiply-adds over k in ascending
 * order, as in {@link MatMulF32}. The other takes activations quantized to 8 bits and multiplies
 * integers. The order of every sum depends on k alone: not on m, n, the tile, the tier or the
 * thread.
 */
public interface MatMulInt4 {
  /**
   * Sizes and types of 4-bit weights.
   *
   * @param k elements of a row; the last group may be incomplete
   * @param n rows, one for each output
   * @param group adjacent elements of a row that share a scale: 32, 64, 128 or 256
   * @param scaleType {@code FLOAT32} or {@code FLOAT16}
   * @param hasZeroPoints whether each group has a zero point of its own
   */
  record Form(int k, int n, int group, ElementType scaleType, boolean hasZeroPoints) {
    /** Groups of a row, an incomplete one included. */
    public int groups() {
      return k / group + (k % group == 0 ? 0 : 1);
    }
  }

  /**
   * Weights as ONNX's {@code MatMulNBits} lays them out.
   *
   * @param type {@code UINT4}, or {@code INT4} where there are no zero points; without them the
   *     zero is 8 for {@code UINT4} and 0 for {@code INT4}
   * @param values {@code [n, groups, group / 2]} bytes, the first of two elements in the low bits;
   *     what is past k is not looked at
   * @param scales {@code [n, groups]} of the scale type
   * @param zeroPoints {@code [n, ⌈groups / 2⌉]} bytes, the first of two in the low bits; null where
   *     the form has none
   */
  record Weights(
      Form form,
      ElementType type,
      MemorySegment values,
      MemorySegment scales,
      MemorySegment zeroPoints) {}

  /**
   * Weights in the layout that one tier's kernel reads. Only the kernel that laid them out may use
   * them.
   */
  record Packed(String layout, Form form, MemorySegment segment) {}

  /** Bytes of packed weights. */
  long packedBytes(Form form);

  /** A description of packed memory; {@code memory} has at least {@link #packedBytes} bytes. */
  Packed packed(Form form, MemorySegment memory);

  /** Fills {@code into}, whose form is that of the weights. */
  Task pack(Weights weights, Packed into);

  /** Scratch bytes that each worker needs for either product. */
  long scratchBytesPerWorker(Form form, int m);

  /**
   * The product with f32 activations.
   *
   * @param lhs m × k with unit column stride
   * @param out m × n of f32 with unit column stride; must not overlap the operands
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task multiply(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch);

  /**
   * The product with quantized activations.
   *
   * <p>An output is one chain over the activation blocks in ascending order, starting at 0: {@code
   * acc = fma(f32(sum), s · scale, acc)}, where {@code sum} is the exact integer {@code Σ (q - z) ·
   * x} over the block, {@code s} the scale of its group of weights and {@code scale} that of the
   * activations; the product of the two is rounded to f32.
   *
   * @param lhs m × k, in blocks that divide the weights' group; blocks of the whole group take the
   *     fewest steps, smaller ones follow the activations more closely
   * @param out m × n of f32 with unit column stride; must not overlap the operands
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task multiply(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch);
}
