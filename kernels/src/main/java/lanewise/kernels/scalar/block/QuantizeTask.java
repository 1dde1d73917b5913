package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.task.QuantizeRowsTask;

/** Activations to 8 bits, block by block. */
final class QuantizeTask extends QuantizeRowsTask {
  QuantizeTask(MatrixView in, QuantizedRows out) {
    super(in, out);
  }

  @Override
  protected void block(long from, long at, long scaleAt, long sums) {
    MemorySegment to = out.segment();
    float greatest = greatest(from);
    boolean finite = greatest <= Float.MAX_VALUE;
    float scale = finite ? greatest / GREATEST_VALUE : Float.NaN;
    float inverse = GREATEST_VALUE / greatest;
    if (!finite || greatest < LEAST) {
      scale = finite ? 0f : scale;
      inverse = 0f;
    }
    to.set(JAVA_FLOAT_UNALIGNED, scaleAt, scale);
    for (int group = 0; group < out.block(); group += QuantizedRows.SUM_ELEMENTS) {
      int sum = 0;
      for (int i = group; i < group + QuantizedRows.SUM_ELEMENTS; i++) {
        float x = in.segment().get(JAVA_FLOAT_UNALIGNED, from + (long) i * Float.BYTES);
        int value = inverse == 0f ? 0 : (int) Math.rint(x * inverse);
        to.set(JAVA_BYTE, at + i, (byte) value);
        sum += value;
      }
      long sumAt = sums + (long) group / QuantizedRows.SUM_ELEMENTS * Short.BYTES;
      to.set(JAVA_SHORT_UNALIGNED, sumAt, (short) sum);
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
