package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.AttentionF32.Heads;
import lanewise.kernels.AttentionF32.Mask;
import lanewise.kernels.AttentionF32.Sizes;

/** Checks of an attention's operands, the same for every tier. */
public final class AttentionOperands {
  private AttentionOperands() {}

  /** Requires sizes that make sense together and operands that hold them. */
  public static void require(
      Sizes sizes, Heads query, Heads key, Heads value, Mask mask, Heads out) {
    requireSizes(sizes);
    requireHeads("query", query, sizes.batch(), sizes.heads(), sizes.queries(), sizes.headSize());
    requireHeads("key", key, sizes.batch(), sizes.keyHeads(), sizes.keys(), sizes.headSize());
    requireHeads("value", value, sizes.batch(), sizes.keyHeads(), sizes.keys(), sizes.valueSize());
    requireHeads("out", out, sizes.batch(), sizes.heads(), sizes.queries(), sizes.valueSize());
    if (mask != null) {
      Bounds.requireStrided(
          "mask",
          mask.segment(),
          mask.byteOffset(),
          Float.BYTES,
          new long[] {sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()},
          new long[] {mask.batchStride(), mask.headStride(), mask.rowStride(), 1});
    }
  }

  private static void requireSizes(Sizes sizes) {
    int least = Math.min(sizes.batch(), Math.min(sizes.queries(), sizes.keys()));
    least = Math.min(least, Math.min(sizes.headSize(), sizes.valueSize()));
    if (least < 0) {
      throw new IllegalArgumentException("a size is negative: " + sizes);
    }
    if (sizes.heads() < 1 || sizes.keyHeads() < 1 || sizes.heads() % sizes.keyHeads() != 0) {
      throw new IllegalArgumentException("heads must be a positive multiple of keyHeads: " + sizes);
    }
  }

  private static void requireHeads(
      String operand, Heads heads, int batch, int count, int rows, int size) {
    if (heads == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    Bounds.requireStrided(
        operand,
        heads.segment(),
        heads.byteOffset(),
        Float.BYTES,
        new long[] {batch, count, rows, size},
        new long[] {heads.batchStride(), heads.headStride(), heads.rowStride(), 1});
  }

  /** Requires scratch for at least one worker; tasks check their own worker's slice. */
  public static void requireScratch(MemorySegment scratch, long bytesPerWorker) {
    Bounds.requireScratch(scratch, bytesPerWorker);
  }
}
