package lanewise.kernels.scalar.block;

import lanewise.kernels.BlockMatrix;
import lanewise.kernels.Task;

/** A product cut along the weights' rows, each unpacked once for all rows of activations. */
abstract class RowProduct implements Task {
  /** Multiply-adds that make a part worth handing to another thread. */
  private static final long PART_WORK = 16_384;

  final BlockMatrix weights;
  private final long scratchBytes;
  private final int rowsPerPart;
  private final int parts;

  /**
   * A product of {@code m} rows of activations with {@code weights}.
   *
   * @param scratchBytes bytes of scratch that a worker has
   */
  RowProduct(int m, BlockMatrix weights, long scratchBytes) {
    long rowWork = Math.max(1, (long) m * weights.columns());
    this.weights = weights;
    this.scratchBytes = scratchBytes;
    this.rowsPerPart = Math.toIntExact(Math.max(1, PART_WORK / rowWork));
    int rows = m == 0 ? 0 : weights.rows();
    this.parts = rows / rowsPerPart + (rows % rowsPerPart == 0 ? 0 : 1);
  }

  @Override
  public final int parts() {
    return parts;
  }

  @Override
  public final void run(int part, int worker) {
    int start = part * rowsPerPart;
    int end = Math.min(weights.rows(), start + rowsPerPart);
    for (int row = start; row < end; row++) {
      long at = weights.byteOffset() + row * weights.rowBytes();
      multiply(row, at, worker * scratchBytes);
    }
  }

  /** Multiplies with row {@code column} of the weights, which gives that column of the output. */
  abstract void multiply(int column, long weightsAt, long scratchAt);
}
