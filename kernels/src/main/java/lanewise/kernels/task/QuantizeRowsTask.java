package lanewise.kernels.task;

import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;

/** Activations to 8 bits, block by block. */
public abstract class QuantizeRowsTask extends BlockTask {
  /** Of a block whose greatest magnitude is less, the reciprocal of the scale might overflow. */
  protected static final float LEAST = 0x1p-100f;

  /** What stands for a block's greatest magnitude. */
  protected static final float GREATEST_VALUE = 127f;

  protected final MatrixView in;
  protected final QuantizedRows out;
  private final int blocks;
  private final long rowBytes;
  private final long scalesAt;
  private final long sumsAt;

  protected QuantizeRowsTask(MatrixView in, QuantizedRows out) {
    super(out.rows(), out.columns());
    this.in = in;
    this.out = out;
    this.blocks = out.columns() / out.block();
    this.rowBytes = QuantizedRows.rowBytes(out.block(), out.columns());
    this.scalesAt = QuantizedRows.scalesAt(out.columns());
    this.sumsAt = QuantizedRows.sumsAt(out.block(), out.columns());
  }

  @Override
  protected final void range(long start, long end) {
    for (long row = start; row < end; row++) {
      long to = row * rowBytes;
      for (int block = 0; block < blocks; block++) {
        long first = (long) block * out.block();
        block(
            in.byteOffset() + (row * in.rowStride() + first) * Float.BYTES,
            to + first,
            to + scalesAt + (long) block * Float.BYTES,
            to + sumsAt + first / QuantizedRows.SUM_ELEMENTS * Short.BYTES);
      }
    }
  }

  /**
   * Quantizes one block.
   *
   * @param from where its f32 elements start in {@link #in}
   * @param to where its values go in {@link #out}
   * @param scaleAt where its scale goes
   * @param sums where the sums of its values go
   */
  protected abstract void block(long from, long to, long scaleAt, long sums);
}
