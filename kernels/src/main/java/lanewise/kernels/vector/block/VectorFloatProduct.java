package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.vector.TileFinish;

/**
 * The product with f32 activations. A part is 16 rows of the weights; it goes along k in stretches
 * of decoded weights that fit the first caches. f32 weights are read where they are.
 */
final class VectorFloatProduct implements Task {
  private static final int ROWS = 16;
  private static final int STRETCH = 1024;
  private static final long ROW_BYTES = (long) STRETCH * Float.BYTES;

  /** Up to so many rows of activations stay cached while few rows of weights are decoded. */
  private static final int FEW = 4;

  private static final long CHAIN_BYTES = (long) ChainTile.CHAINS * Float.BYTES;
  private static final long CHAINS_STRIDE = ROWS * CHAIN_BYTES;
  private static final long RESULT_STRIDE = ROWS * 4L;
  private static final long CHAINS = ROWS * ROW_BYTES;

  private final MatrixView lhs;
  private final BlockMatrix weights;
  private final RowDecoder decoder;
  private final TileFinish finish;
  private final MemorySegment scratch;
  private final long scratchBytes;
  private final int m;
  private final int slots;
  private final long lhsStride;

  VectorFloatProduct(
      MatrixView lhs, BlockMatrix weights, TileFinish finish, MemorySegment scratch) {
    this.lhs = lhs;
    this.weights = weights;
    this.decoder = weights.type() == ElementType.FLOAT32 ? null : RowDecoder.of(weights.type());
    this.finish = finish;
    this.scratch = scratch;
    this.m = lhs.rows();
    this.scratchBytes = scratchBytes(m);
    this.slots = m <= FEW ? ChainTile.WEIGHTS : ROWS;
    this.lhsStride = lhs.rowStride() * Float.BYTES;
  }

  static long scratchBytes(int m) {
    return CHAINS + m * (CHAINS_STRIDE + RESULT_STRIDE);
  }

  @Override
  public int parts() {
    return m == 0 ? 0 : Math.ceilDiv(weights.rows(), ROWS);
  }

  @Override
  public void run(int part, int worker) {
    long base = worker * scratchBytes;
    int first = part * ROWS;
    int rows = Math.min(ROWS, weights.rows() - first);
    for (long i = 0; i < m * CHAINS_STRIDE; i += Long.BYTES) {
      scratch.set(JAVA_LONG_UNALIGNED, base + CHAINS + i, 0);
    }
    for (int k = 0; k < weights.columns(); k += STRETCH) {
      int count = Math.min(STRETCH, weights.columns() - k);
      for (int row = 0; row < rows; row += slots) {
        int height = Math.min(slots, rows - row);
        if (decoder == null) {
          long at = weights.byteOffset() + (first + row) * weights.rowBytes() + 4L * k;
          multiply(weights.segment(), at, weights.rowBytes(), base, row, height, k, count);
        } else {
          decode(base, first + row, height, k, count);
          multiply(scratch, base, ROW_BYTES, base, row, height, k, count);
        }
      }
    }
    long results = base + CHAINS + m * CHAINS_STRIDE;
    for (int i = 0; i < m; i++) {
      for (int row = 0; row < rows; row++) {
        float sum = ChainTile.sum(scratch, chains(base, row, i));
        scratch.set(JAVA_FLOAT_UNALIGNED, results + i * RESULT_STRIDE + 4L * row, sum);
      }
    }
    finish.finish(scratch, results, RESULT_STRIDE, true, 0, first, m, ROWS);
  }

  private void decode(long base, int row, int rows, int k, int count) {
    int elements = weights.type().blockElements();
    long skipped = (long) (k / elements) * weights.type().blockBytes();
    for (int slot = 0; slot < rows; slot++) {
      long at = weights.byteOffset() + (row + slot) * weights.rowBytes() + skipped;
      long to = base + slot * ROW_BYTES;
      decoder.decode(weights.segment(), at, count / elements, scratch, to);
    }
  }

  private static long chains(long base, int row, int i) {
    return base + CHAINS + i * CHAINS_STRIDE + row * CHAIN_BYTES;
  }

  /** Multiplies rows of f32 weights with all activations. */
  private void multiply(
      MemorySegment w, long wAt, long wStride, long base, int row, int rows, int k, int count) {
    MemorySegment x = lhs.segment();
    int whole = count / ChainTile.CHAINS * ChainTile.CHAINS;
    int tiled = rows / ChainTile.WEIGHTS * ChainTile.WEIGHTS;
    for (int i = 0; i < m; i += ChainTile.ACTIVATIONS) {
      int width = Math.min(ChainTile.ACTIVATIONS, m - i);
      long xAt = lhs.byteOffset() + i * lhsStride + 4L * k;
      for (int r = 0; r < tiled; r += ChainTile.WEIGHTS) {
        long from = wAt + r * wStride;
        long to = chains(base, row + r, i);
        if (width == ChainTile.ACTIVATIONS) {
          ChainTile.multiply4x2(
              w, from, wStride, x, xAt, lhsStride, whole, scratch, to, CHAINS_STRIDE);
        } else {
          ChainTile.multiply4x1(w, from, wStride, x, xAt, whole, scratch, to);
        }
      }
      for (int j = 0; j < width; j++) {
        long xj = xAt + j * lhsStride;
        for (int r = tiled; r < rows; r++) {
          long to = chains(base, row + r, i + j);
          ChainTile.multiply1x1(w, wAt + r * wStride, x, xj, whole, scratch, to);
        }
        for (int r = 0; r < rows && whole < count; r++) {
          long from = wAt + r * wStride + 4L * whole;
          long to = chains(base, row + r, i + j);
          ChainTile.multiplyRest(w, from, x, xj + 4L * whole, count - whole, scratch, to);
        }
      }
    }
  }
}
