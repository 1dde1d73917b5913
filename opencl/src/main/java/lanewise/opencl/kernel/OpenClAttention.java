package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;
import lanewise.kernels.bounds.Bounds;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/**
 * Attention: blocks of queries to a work-group, or, where there are few queries, each row's tiles
 * of keys to work-groups of their own, joined by a second kernel.
 */
public final class OpenClAttention implements Attention {
  /** Up to so many queries there are too few blocks of them to keep a device busy. */
  private static final int FEW_QUERIES = 8;

  private static final int BLOCK_QUERIES = 32;
  private static final int BLOCK_VALUES = 64;
  private static final int GROUP = 128;

  /** A tile's greatest score and sum of weights. */
  private static final int TILE_HEADER = 2;

  private final DeviceContext context;

  public OpenClAttention(DeviceContext context) {
    this.context = context;
  }

  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    AttentionOperands.requireType("key", keyType);
    AttentionOperands.requireType("value", valueType);
    return scratchBytes(sizes);
  }

  private static long scratchBytes(Sizes sizes) {
    return sizes.queries() > FEW_QUERIES
        ? 0
        : Bounds.product(
            "scratch",
            sizes.batch(),
            sizes.heads(),
            sizes.queries(),
            tiles(sizes),
            sizes.valueSize() + TILE_HEADER,
            Float.BYTES);
  }

  private static int tiles(Sizes sizes) {
    return Math.max(1, (int) ((sizes.keys() + TILE_KEYS - 1L) / TILE_KEYS));
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
    AttentionOperands.requireScratch(scratch, scratchBytes(sizes));
    long rows = Bounds.product("out", sizes.batch(), sizes.heads(), sizes.queries());
    if (rows * sizes.valueSize() == 0) {
      return List.of(Launch.nothing(context, "attend"));
    }
    if (sizes.queries() > FEW_QUERIES) {
      long queryBlocks = (sizes.queries() + BLOCK_QUERIES - 1L) / BLOCK_QUERIES;
      long valueBlocks = (sizes.valueSize() + BLOCK_VALUES - 1L) / BLOCK_VALUES;
      Launch launch = operands("attend_block", sizes, query, key, value, rule);
      return List.of(
          heads(launch, "out", out, Float.BYTES)
              .over(
                  new long[] {queryBlocks * GROUP, sizes.heads() * valueBlocks, sizes.batch()},
                  new long[] {GROUP, 1, 1}));
    }
    int tiles = tiles(sizes);
    Task partial =
        operands("attend_tile", sizes, query, key, value, rule)
            .bytes("scratch", scratch, 0, Float.BYTES)
            .integer(tiles)
            .over(
                new long[] {
                  (long) tiles * GROUP, (long) sizes.heads() * sizes.queries(), sizes.batch()
                },
                new long[] {GROUP, 1, 1});
    Launch join =
        new Launch(context, Programs.ATTENTION, "join_tiles")
            .bytes("scratch", scratch, 0, Float.BYTES)
            .integer(tiles)
            .integer(sizes.heads())
            .integer(sizes.queries())
            .integer(sizes.valueSize())
            .integer(rule.sinks() == null ? 0 : 1)
            .bytes("sinks", rule.sinks(), 0, Float.BYTES);
    long count = rows * sizes.valueSize();
    return List.of(
        partial, heads(join, "out", out, Float.BYTES).number(count).over(count, Programs.GROUP));
  }

  private Launch operands(
      String kernel, Sizes sizes, Heads query, KeyRows key, KeyRows value, Rule rule) {
    Launch launch =
        new Launch(context, Programs.ATTENTION, kernel)
            .integer(sizes.heads())
            .integer(sizes.keyHeads())
            .integer(sizes.queries())
            .integer(sizes.keys())
            .integer(sizes.headSize())
            .integer(sizes.valueSize());
    heads(launch, "query", query, Float.BYTES);
    keyRows(launch, "key", key);
    keyRows(launch, "value", value);
    launch.real(rule.scale()).real(rule.softCap());
    Mask mask = rule.mask();
    launch.integer(mask == null ? 0 : 1);
    heads(
        launch,
        "mask",
        mask == null
            ? null
            : new Heads(
                mask.segment(),
                mask.byteOffset(),
                mask.batchStride(),
                mask.headStride(),
                mask.rowStride()),
        Float.BYTES);
    Span span = rule.span();
    return launch
        .integer(span == null ? 0 : 1)
        .bytes("positions", span == null ? null : span.positions(), 0, Integer.BYTES)
        .integer(span == null ? 0 : span.before())
        .integer(span == null ? 0 : span.after())
        .integer(rule.sinks() == null ? 0 : 1)
        .bytes("sinks", rule.sinks(), 0, Float.BYTES);
  }

  private static void keyRows(Launch launch, String operand, KeyRows rows) {
    launch.integer(rows.type().ordinal());
    heads(launch, operand, rows.heads(), rows.type().blockBytes());
    heads(launch, "the scales of " + operand, rows.scales(), Float.BYTES);
  }

  private static Launch heads(Launch launch, String operand, Heads heads, int elementBytes) {
    if (heads == null) {
      return launch.bytes(operand, null, 0, elementBytes).number(0).number(0).number(0);
    }
    return launch
        .bytes(operand, heads.segment(), heads.byteOffset(), elementBytes)
        .number(heads.batchStride())
        .number(heads.headStride())
        .number(heads.rowStride());
  }
}
