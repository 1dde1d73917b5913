package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * {@code out[m, n] = epilogue(lhs[m, k] · rhs[k, n])} in f32 with a packed right-hand side.
 *
 * <p>Each output element is one chain of fused multiply-adds over k in ascending order, so its bits
 * depend on k alone: not on m, n, the tile or the thread.
 */
public interface MatMulF32 {
  /** Bytes of a packed k × n right-hand side. */
  long packedBytes(int k, int n);

  /** A description of packed memory; {@code memory} has at least {@link #packedBytes} bytes. */
  PackedMatrix packed(int k, int n, MemorySegment memory);

  /** Fills {@code into} from {@code rhs}, whose strides may be anything (a transposed view too). */
  Task pack(MatrixView rhs, PackedMatrix into);

  /**
   * Binds a product.
   *
   * @param lhs m × k with unit column stride
   * @param out m × n with unit column stride; must not overlap {@code lhs} or {@code rhs}
   */
  Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue);
}
