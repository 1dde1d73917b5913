package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.scalar.Rounding;

/** Rows of f32 to blocks; each part has an encoder of its own. */
final class EncodeTask implements Task {
  private static final int MAX_PARTS = 256;

  private final MatrixView in;
  private final MemorySegment importance;
  private final BlockMatrix out;
  private final Worker[] workers;

  /** What a part works with. */
  private record Worker(BlockEncoder encoder, float[] values, float[] weights) {}

  EncodeTask(MatrixView in, MemorySegment importance, BlockMatrix out) {
    this.in = in;
    this.importance = importance;
    this.out = out;
    this.workers = new Worker[out.columns() == 0 ? 0 : Math.min(out.rows(), MAX_PARTS)];
    ElementType type = out.type();
    for (int part = 0; part < workers.length; part++) {
      int elements = type.blockElements();
      workers[part] =
          new Worker(
              type.isPlain() ? null : BlockEncoder.of(type),
              new float[elements],
              new float[elements]);
    }
  }

  @Override
  public int parts() {
    return workers.length;
  }

  @Override
  public void run(int part, int worker) {
    long end = (part + 1L) * out.rows() / workers.length;
    for (long row = (long) part * out.rows() / workers.length; row < end; row++) {
      long from = in.byteOffset() + row * in.rowStride() * Float.BYTES;
      long to = out.byteOffset() + row * out.rowBytes();
      if (out.type().isPlain()) {
        encodePlain(from, to);
      } else {
        encodeBlocks(workers[part], from, to);
      }
    }
  }

  private void encodePlain(long from, long to) {
    for (long i = 0; i < out.columns(); i++) {
      float value = in.segment().get(JAVA_FLOAT_UNALIGNED, from + 4L * i);
      switch (out.type()) {
        case FLOAT16 ->
            out.segment().set(JAVA_SHORT_UNALIGNED, to + 2L * i, Float.floatToFloat16(value));
        case BFLOAT16 ->
            out.segment().set(JAVA_SHORT_UNALIGNED, to + 2L * i, Rounding.floatToBfloat16(value));
        default -> out.segment().set(JAVA_FLOAT_UNALIGNED, to + 4L * i, value);
      }
    }
  }

  private void encodeBlocks(Worker worker, long from, long to) {
    int elements = out.type().blockElements();
    float[] weights = worker.weights();
    for (int block = 0; block < out.columns() / elements; block++) {
      long first = (long) block * elements * Float.BYTES;
      MemorySegment.copy(
          in.segment(), JAVA_FLOAT_UNALIGNED, from + first, worker.values(), 0, elements);
      if (importance != null) {
        MemorySegment.copy(importance, JAVA_FLOAT_UNALIGNED, first, weights, 0, elements);
      }
      if (importance == null || isZero(weights)) {
        Arrays.fill(weights, 1f);
      }
      long at = to + (long) block * out.type().blockBytes();
      worker.encoder().encode(worker.values(), weights, out.segment(), at);
    }
  }

  private static boolean isZero(float[] weights) {
    for (float weight : weights) {
      if (weight != 0) {
        return false;
      }
    }
    return true;
  }
}
