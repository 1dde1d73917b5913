package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;

/** Checks of an attention's operands, the same for every tier. */
public final class AttentionOperands {
  private AttentionOperands() {}

  /** Requires sizes that make sense together and operands that hold them. */
  public static void require(
      Sizes sizes, Heads query, KeyRows key, KeyRows value, Rule rule, Heads out) {
    requireSizes(sizes);
    requireHeads(
        "query", query, sizes.batch(), sizes.heads(), sizes.queries(), sizes.headSize(), 4);
    requireKeyRows("key", key, sizes, sizes.headSize());
    requireKeyRows("value", value, sizes, sizes.valueSize());
    requireHeads("out", out, sizes.batch(), sizes.heads(), sizes.queries(), sizes.valueSize(), 4);
    requireRule(sizes, rule);
  }

  private static void requireRule(Sizes sizes, Rule rule) {
    if (!(rule.softCap() >= 0)) {
      throw new IllegalArgumentException("softCap must not be negative, it is " + rule.softCap());
    }
    Mask mask = rule.mask();
    if (mask != null) {
      Bounds.requireStrided(
          "mask",
          mask.segment(),
          mask.byteOffset(),
          Float.BYTES,
          new long[] {sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()},
          new long[] {mask.batchStride(), mask.headStride(), mask.rowStride(), 1});
    }
    if (rule.span() != null) {
      if (rule.span().before() < 0 || rule.span().after() < 0) {
        throw new IllegalArgumentException("a span must not be negative: " + rule.span());
      }
      Bounds.requireElements(
          "positions", rule.span().positions(), ElementType.INT32, sizes.batch());
    }
    if (rule.sinks() != null) {
      Bounds.requireFloats("sinks", rule.sinks(), sizes.heads());
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

  private static void requireKeyRows(String operand, KeyRows rows, Sizes sizes, int size) {
    if (rows == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    requireType(operand, rows.type());
    int bytes = rows.type().blockBytes();
    requireHeads(operand, rows.heads(), sizes.batch(), sizes.keyHeads(), sizes.keys(), size, bytes);
    if (rows.type() == ElementType.INT8) {
      String scales = "the scales of " + operand;
      requireHeads(scales, rows.scales(), sizes.batch(), sizes.keyHeads(), sizes.keys(), 1, 4);
    } else if (rows.scales() != null) {
      throw new IllegalArgumentException(
          operand + " of " + rows.type().label() + " takes no scales; only i8 does");
    }
  }

  /** Requires a type that keys and values may have. */
  public static void requireType(String operand, ElementType type) {
    switch (type) {
      case FLOAT32, FLOAT16, BFLOAT16, INT8 -> {}
      default ->
          throw new IllegalArgumentException(
              operand + " must be f32, f16, bf16 or i8, it is " + type.label());
    }
  }

  private static void requireHeads(
      String operand, Heads heads, int batch, int count, int rows, int size, int elementBytes) {
    if (heads == null) {
      throw new IllegalArgumentException(operand + " is missing");
    }
    Bounds.requireStrided(
        operand,
        heads.segment(),
        heads.byteOffset(),
        elementBytes,
        new long[] {batch, count, rows, size},
        new long[] {heads.batchStride(), heads.headStride(), heads.rowStride(), 1});
  }

  /** Requires scratch for at least one worker; tasks check their own worker's slice. */
  public static void requireScratch(MemorySegment scratch, long bytesPerWorker) {
    Bounds.requireScratch(scratch, bytesPerWorker);
  }
}
