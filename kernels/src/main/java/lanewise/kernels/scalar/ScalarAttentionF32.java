package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.AttentionF32;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;

/** Attention in plain loops: a part is one query of one head, its weights lie in scratch. */
final class ScalarAttentionF32 implements AttentionF32 {
  @Override
  public long scratchBytesPerWorker(Sizes sizes) {
    return ((long) sizes.keys() * Float.BYTES + 63) & -64L;
  }

  @Override
  public Task attend(
      Sizes sizes,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch) {
    AttentionOperands.require(sizes, query, key, value, mask, out);
    long scratchBytes = scratchBytesPerWorker(sizes);
    AttentionOperands.requireScratch(scratch, scratchBytes);
    return new Attend(sizes, query, key, value, mask, scale, out, scratch, scratchBytes);
  }

  private record Attend(
      Sizes sizes,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch,
      long scratchBytes)
      implements Task {
    @Override
    public int parts() {
      return Math.multiplyExact(Math.multiplyExact(sizes.batch(), sizes.heads()), sizes.queries());
    }

    @Override
    public void run(int part, int worker) {
      int row = part % sizes.queries();
      int head = part / sizes.queries() % sizes.heads();
      int batch = part / sizes.queries() / sizes.heads();
      int keyHead = head / (sizes.heads() / sizes.keyHeads());
      long weights = worker * scratchBytes;
      float max = scores(batch, head, keyHead, row, weights);
      double sum = 0;
      for (int j = 0; j < sizes.keys(); j++) {
        float weight = (float) Math.exp((double) get(scratch, weights, j) - max);
        scratch.set(JAVA_FLOAT_UNALIGNED, weights + (long) j * Float.BYTES, weight);
        sum += weight;
      }
      long outRow = start(out, batch, head, row);
      long valueRow = start(value, batch, keyHead, 0);
      for (int c = 0; c < sizes.valueSize(); c++) {
        float total = 0f;
        for (int j = 0; j < sizes.keys(); j++) {
          long at = valueRow + j * value.rowStride() * Float.BYTES;
          total = Math.fma(get(scratch, weights, j), get(value.segment(), at, c), total);
        }
        float result = sizes.keys() == 0 ? 0f : (float) (total / sum);
        out.segment().set(JAVA_FLOAT_UNALIGNED, outRow + (long) c * Float.BYTES, result);
      }
    }

    /** Writes scale · q·k + mask for each key and returns the greatest. */
    private float scores(int batch, int head, int keyHead, int row, long weights) {
      long queryRow = start(query, batch, head, row);
      long keyRow = start(key, batch, keyHead, 0);
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < sizes.keys(); j++) {
        float dot = 0f;
        long at = keyRow + j * key.rowStride() * Float.BYTES;
        for (int c = 0; c < sizes.headSize(); c++) {
          dot = Math.fma(get(query.segment(), queryRow, c), get(key.segment(), at, c), dot);
        }
        float score = dot * scale;
        if (mask != null) {
          long maskRow =
              mask.byteOffset()
                  + (batch * mask.batchStride() + head * mask.headStride() + row * mask.rowStride())
                      * Float.BYTES;
          score += get(mask.segment(), maskRow, j);
        }
        max = Math.max(max, score);
        scratch.set(JAVA_FLOAT_UNALIGNED, weights + (long) j * Float.BYTES, score);
      }
      return max;
    }
  }

  private static long start(Heads heads, int batch, int head, int row) {
    return heads.byteOffset()
        + (batch * heads.batchStride() + head * heads.headStride() + row * heads.rowStride())
            * Float.BYTES;
  }

  private static float get(MemorySegment segment, long start, int index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, start + (long) index * Float.BYTES);
  }
}
