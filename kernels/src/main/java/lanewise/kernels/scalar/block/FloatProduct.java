package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.MatrixView;
import lanewise.kernels.scalar.Finish;

/** The product with f32 activations: 16 chains an output, added up in a tree. */
final class FloatProduct extends RowProduct {
  private static final int CHAINS = 16;

  private final MatrixView lhs;
  private final BlockFormat format;
  private final Finish finish;
  private final MemorySegment scratch;

  FloatProduct(
      MatrixView lhs,
      BlockMatrix weights,
      Finish finish,
      MemorySegment scratch,
      long scratchBytes) {
    super(lhs.rows(), weights, scratchBytes);
    this.lhs = lhs;
    this.format = BlockFormat.of(weights.type());
    this.finish = finish;
    this.scratch = scratch;
  }

  @Override
  void multiply(int column, long weightsAt, long scratchAt) {
    int blocks = weights.columns() / weights.type().blockElements();
    format.decode(weights.segment(), weightsAt, blocks, scratch, scratchAt);
    for (int row = 0; row < lhs.rows(); row++) {
      long lhsAt = lhs.byteOffset() + row * lhs.rowStride() * Float.BYTES;
      finish.store(row, column, tree(0, 1, lhsAt, scratchAt));
    }
  }

  /** The sum of the chains {@code chain}, {@code chain + step}, {@code chain + 2 step} …. */
  private float tree(int chain, int step, long lhsAt, long rhsAt) {
    if (step == CHAINS) {
      return chain(chain, lhsAt, rhsAt);
    }
    return tree(chain, 2 * step, lhsAt, rhsAt) + tree(chain + step, 2 * step, lhsAt, rhsAt);
  }

  private float chain(int chain, long lhsAt, long rhsAt) {
    float sum = 0f;
    for (int p = chain; p < weights.columns(); p += CHAINS) {
      float x = lhs.segment().get(JAVA_FLOAT_UNALIGNED, lhsAt + (long) p * Float.BYTES);
      float y = scratch.get(JAVA_FLOAT_UNALIGNED, rhsAt + (long) p * Float.BYTES);
      sum = Math.fma(x, y, sum);
    }
    return sum;
  }
}
