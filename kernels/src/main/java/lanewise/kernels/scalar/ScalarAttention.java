package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;
import lanewise.kernels.task.VisibleKeys;

/**
 * Attention in plain loops: a part is one query of one head. Scores are computed twice, for their
 * greatest and for the weights, so that only the weighted values need scratch memory.
 */
public final class ScalarAttention implements Attention {
  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    AttentionOperands.requireType("key", keyType);
    AttentionOperands.requireType("value", valueType);
    return Math.multiplyExact(workers, workerBytes(sizes));
  }

  private static long workerBytes(Sizes sizes) {
    return ((long) sizes.valueSize() * Double.BYTES + 63) & -64L;
  }

  @Override
  public List<Task> attend(
      Sizes sizes,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch) {
    AttentionOperands.require(sizes, query, key, value, rule, out);
    AttentionOperands.requireScratch(scratch, workerBytes(sizes));
    return List.of(new Attend(sizes, query, key, value, rule, out, scratch));
  }

  private record Attend(
      Sizes sizes,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch)
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
      int position = VisibleKeys.position(rule.span(), batch);
      int first = VisibleKeys.first(rule.span(), position, row, sizes.keys());
      int end = VisibleKeys.end(rule.span(), position, row, sizes.keys());
      double sink = rule.sinks() == null ? Double.NEGATIVE_INFINITY : get(rule.sinks(), 0, head);
      double max = sink;
      for (int j = first; j < end; j++) {
        max = Math.max(max, score(batch, head, keyHead, row, j));
      }
      long sums = worker * workerBytes(sizes);
      for (int c = 0; c < sizes.valueSize(); c++) {
        scratch.set(JAVA_DOUBLE, sums + (long) c * Double.BYTES, 0);
      }
      double sum = weight(sink, max);
      for (int j = first; j < end; j++) {
        double weight = weight(score(batch, head, keyHead, row, j), max);
        sum += weight;
        for (int c = 0; c < sizes.valueSize(); c++) {
          long at = sums + (long) c * Double.BYTES;
          double term = weight * element(value, batch, keyHead, j, c);
          scratch.set(JAVA_DOUBLE, at, scratch.get(JAVA_DOUBLE, at) + term);
        }
      }
      long outRow = start(out, batch, head, row, Float.BYTES);
      for (int c = 0; c < sizes.valueSize(); c++) {
        double result = scratch.get(JAVA_DOUBLE, sums + (long) c * Double.BYTES) / sum;
        out.segment()
            .set(
                JAVA_FLOAT_UNALIGNED,
                outRow + (long) c * Float.BYTES,
                sum == 0 ? 0f : (float) result);
      }
    }

    /** e^(score - max), where -∞ has no weight even if it is the greatest. */
    private static double weight(double score, double max) {
      return score == Double.NEGATIVE_INFINITY ? 0 : Math.exp(score - max);
    }

    private double score(int batch, int head, int keyHead, int row, int j) {
      long queryRow = start(query, batch, head, row, Float.BYTES);
      double dot = 0;
      for (int c = 0; c < sizes.headSize(); c++) {
        dot += (double) get(query.segment(), queryRow, c) * element(key, batch, keyHead, j, c);
      }
      double score = dot * rule.scale();
      if (rule.softCap() > 0) {
        score = rule.softCap() * Math.tanh(score / rule.softCap());
      }
      Mask mask = rule.mask();
      if (mask != null) {
        long elements =
            batch * mask.batchStride() + head * mask.headStride() + row * mask.rowStride();
        score += get(mask.segment(), mask.byteOffset() + elements * Float.BYTES, j);
      }
      return score;
    }
  }

  private static long start(Heads heads, int batch, int head, int row, int elementBytes) {
    return heads.byteOffset()
        + (batch * heads.batchStride() + head * heads.headStride() + row * heads.rowStride())
            * elementBytes;
  }

  private static float get(MemorySegment segment, long start, int index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, start + (long) index * Float.BYTES);
  }

  /** An element of a key or value row, exactly but for the scale's product. */
  private static double element(KeyRows rows, int batch, int head, int row, int index) {
    int bytes = rows.type().blockBytes();
    MemorySegment segment = rows.heads().segment();
    long at = start(rows.heads(), batch, head, row, bytes) + (long) index * bytes;
    return switch (rows.type()) {
      case FLOAT16 -> Float.float16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, at));
      case BFLOAT16 -> Float.intBitsToFloat(segment.get(JAVA_SHORT_UNALIGNED, at) << 16);
      case INT8 ->
          (double) segment.get(JAVA_BYTE, at)
              * get(rows.scales().segment(), start(rows.scales(), batch, head, row, 4), 0);
      default -> segment.get(JAVA_FLOAT_UNALIGNED, at);
    };
  }
}
