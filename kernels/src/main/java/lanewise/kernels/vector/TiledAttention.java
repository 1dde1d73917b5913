package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.Task;

/**
 * One attention, cut into parts: a part is a block of one head's queries. It packs the head's keys
 * and values, then takes the queries a tile at a time: scores, weights, weighted values.
 *
 * <p>The weights are not divided by their sum before they meet the values; the output is, since it
 * is shorter. Each output is one chain over the keys in ascending order.
 */
final class TiledAttention implements Task {
  /** Queries of a part: enough to outweigh packing the head's keys and values. */
  private static final int QUERY_BLOCK = 128;

  private final Sizes sizes;
  private final Heads query;
  private final Heads key;
  private final Heads value;
  private final Mask mask;
  private final float scale;
  private final Heads out;
  private final MemorySegment scratch;
  private final AttentionScratch layout;
  private final int queryBlocks;

  TiledAttention(
      Sizes sizes,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch,
      AttentionScratch layout) {
    this.sizes = sizes;
    this.query = query;
    this.key = key;
    this.value = value;
    this.mask = mask;
    this.scale = scale;
    this.out = out;
    this.scratch = scratch;
    this.layout = layout;
    this.queryBlocks = Math.ceilDiv(sizes.queries(), QUERY_BLOCK);
  }

  @Override
  public int parts() {
    if (sizes.valueSize() == 0) {
      return 0;
    }
    return Math.multiplyExact(Math.multiplyExact(sizes.batch(), sizes.heads()), queryBlocks);
  }

  @Override
  public void run(int part, int worker) {
    int block = part % queryBlocks;
    int head = part / queryBlocks % sizes.heads();
    int batch = part / queryBlocks / sizes.heads();
    int keyHead = head / (sizes.heads() / sizes.keyHeads());
    long base = worker * layout.bytes();
    pack(batch, keyHead, base);
    int first = block * QUERY_BLOCK;
    int count = Math.min(QUERY_BLOCK, sizes.queries() - first);
    int tiles = Math.ceilDiv(count, ProductTile.MAX_ROWS);
    int row = first;
    for (int t = 0; t < tiles; t++) {
      int rows = count / tiles + (t < count % tiles ? 1 : 0);
      scores(batch, head, row, rows, base);
      for (int r = 0; r < rows; r++) {
        float sum = weigh(batch, head, row + r, base + layout.scoresAt + r * layout.scoreStride);
        float inverse = sizes.keys() == 0 ? 0f : 1 / sum;
        scratch.set(JAVA_FLOAT_UNALIGNED, base + layout.inverseAt(r), inverse);
      }
      output(batch, head, row, rows, base);
      row += rows;
    }
  }

  private void pack(int batch, int keyHead, long base) {
    long keyAt = start(key, batch, keyHead, 0);
    int width = layout.keyTile.columns();
    for (int panel = 0; panel < layout.keyPanels; panel++) {
      PanelPacking.packPanel(
          panel,
          key.segment(),
          keyAt,
          sizes.headSize(),
          sizes.keys(),
          1,
          key.rowStride(),
          scratch,
          base,
          width);
    }
    long valueAt = start(value, batch, keyHead, 0);
    for (int panel = 0; panel < layout.valuePanels; panel++) {
      PanelPacking.packPanel(
          panel,
          value.segment(),
          valueAt,
          sizes.keys(),
          sizes.valueSize(),
          value.rowStride(),
          1,
          scratch,
          base + layout.valuesAt,
          layout.valueTile.columns());
    }
  }

  /** Products of a tile of queries with all keys. */
  private void scores(int batch, int head, int row, int rows, long base) {
    long panelBytes = (long) sizes.headSize() * layout.keyTile.columns() * Float.BYTES;
    long width = (long) layout.keyTile.columns() * Float.BYTES;
    for (int panel = 0; panel < layout.keyPanels; panel++) {
      layout.keyTile.multiply(
          rows,
          query.segment(),
          start(query, batch, head, row),
          query.rowStride() * Float.BYTES,
          scratch,
          base + panel * panelBytes,
          sizes.headSize(),
          scratch,
          base + layout.scoresAt + panel * width,
          layout.scoreStride);
    }
  }

  /** Turns a row of scores into weights and returns their sum. */
  private float weigh(int batch, int head, int row, long at) {
    int keys = sizes.keys();
    float max;
    if (mask == null) {
      max = ScoreRows.scale(scratch, at, keys, scale);
    } else {
      long maskAt =
          mask.byteOffset()
              + (batch * mask.batchStride() + head * mask.headStride() + row * mask.rowStride())
                  * Float.BYTES;
      max = ScoreRows.scaleAndMask(scratch, at, keys, scale, mask.segment(), maskAt);
    }
    return ScoreRows.exponentials(scratch, at, keys, max);
  }

  /** Products of a tile of weights with all values, divided by the weights' sums. */
  private void output(int batch, int head, int row, int rows, long base) {
    int width = layout.valueTile.columns();
    long panelBytes = (long) sizes.keys() * width * Float.BYTES;
    long tileAt = base + layout.outAt;
    long tileStride = (long) width * Float.BYTES;
    for (int panel = 0; panel < layout.valuePanels; panel++) {
      layout.valueTile.multiply(
          rows,
          scratch,
          base + layout.scoresAt,
          layout.scoreStride,
          scratch,
          base + layout.valuesAt + panel * panelBytes,
          sizes.keys(),
          scratch,
          tileAt,
          tileStride);
      int column = panel * width;
      int count = Math.min(width, sizes.valueSize() - column);
      for (int r = 0; r < rows; r++) {
        long to = start(out, batch, head, row + r) + (long) column * Float.BYTES;
        float inverse = scratch.get(JAVA_FLOAT_UNALIGNED, base + layout.inverseAt(r));
        VectorRows.shiftAndScale(
            scratch, tileAt + r * tileStride, out.segment(), to, count, 0f, inverse);
      }
    }
  }

  private static long start(Heads heads, int batch, int head, int row) {
    return heads.byteOffset()
        + (batch * heads.batchStride() + head * heads.headStride() + row * heads.rowStride())
            * Float.BYTES;
  }
}
