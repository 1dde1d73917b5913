package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.task.BlockTask;

/** Activations to 8 bits, block by block. */
final class QuantizeTask extends BlockTask {
  /** Below, the reciprocal of a scale might pass the greatest float. */
  private static final float LEAST = 0x1p-100f;

  private static final float GREATEST_VALUE = 127f;

  private final MatrixView in;
  private final QuantizedRows out;
  private final long rowBytes;
  private final long scalesAt;
  private final long sumsAt;

  QuantizeTask(MatrixView in, QuantizedRows out) {
    super(out.rows(), out.columns());
    this.in = in;
    this.out = out;
    this.rowBytes = QuantizedRows.rowBytes(out.block(), out.columns());
    this.scalesAt = QuantizedRows.scalesAt(out.columns());
    this.sumsAt = QuantizedRows.sumsAt(out.block(), out.columns());
  }

  @Override
  protected void range(long start, long end) {
    for (long row = start; row < end; row++) {
      for (int block = 0; block < out.columns() / out.block(); block++) {
        block(row, block);
      }
    }
  }

  private void block(long row, int block) {
    MemorySegment to = out.segment();
    long first = (long) block * out.block();
    long from = in.byteOffset() + (row * in.rowStride() + first) * Float.BYTES;
    long at = row * rowBytes;
    float greatest = greatest(from);
    boolean finite = greatest <= Float.MAX_VALUE;
    float scale = finite ? greatest / GREATEST_VALUE : Float.NaN;
    float inverse = GREATEST_VALUE / greatest;
    if (!finite || greatest < LEAST) {
      scale = finite ? 0f : scale;
      inverse = 0f;
    }
    to.set(JAVA_FLOAT_UNALIGNED, at + scalesAt + (long) block * Float.BYTES, scale);
    for (int group = 0; group < out.block(); group += QuantizedRows.SUM_ELEMENTS) {
      int sum = 0;
      for (int i = group; i < group + QuantizedRows.SUM_ELEMENTS; i++) {
        float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + (long) i * Float.BYTES);
        int value = inverse == 0f ? 0 : (int) Math.rint(x * inverse);
        to.set(JAVA_BYTE, at + first + i, (byte) value);
        sum += value;
      }
      long sumAt = sumsAt + (first + group) / QuantizedRows.SUM_ELEMENTS * Short.BYTES;
      to.set(JAVA_SHORT_UNALIGNED, at + sumAt, (short) sum);
    }
  }

  /** The greatest magnitude in a block, NaN if there is a NaN. */
  private float greatest(long from) {
    float greatest = 0f;
    for (int i = 0; i < out.block(); i++) {
      float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + (long) i * Float.BYTES);
      greatest = Math.max(greatest, Math.abs(x));
    }
    return greatest;
  }
}
