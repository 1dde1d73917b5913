package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.task.VisibleKeys;

/**
 * One attention: a part goes through the tiles of keys that its queries see. It packs a tile's keys
 * and values, then takes its rows a few at a time: scores, weights, weighted values, which join
 * those of the tiles before. A row passes over tiles in which no key has weight for it.
 */
final class TiledAttention implements Task {
  private static final int TILE_KEYS = Attention.TILE_KEYS;
  private static final ProductTile NARROW = new Tile2Vectors();
  private static final ProductTile WIDE = VectorMatMulF32.TILE;

  private final AttentionScratch layout;
  private final Sizes sizes;
  private final Heads query;
  private final KeyRows key;
  private final KeyRows value;
  private final Rule rule;
  private final Heads out;
  private final MemorySegment scratch;
  private final ScoreRule scoring;

  /** The tile of the product with the keys, and of that with the values. */
  private final ProductTile keyTile;

  private final ProductTile valueTile;

  TiledAttention(
      AttentionScratch layout,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch) {
    this.layout = layout;
    this.sizes = layout.sizes;
    this.query = query;
    this.key = key;
    this.value = value;
    this.rule = rule;
    this.out = out;
    this.scratch = scratch;
    this.scoring = new ScoreRule(rule, scratch);
    this.keyTile = tile(layout.keyColumns);
    this.valueTile = tile(layout.valueColumns);
  }

  /** How scratch memory is laid out for this process's vectors. */
  static AttentionScratch layout(Sizes sizes, ElementType keyType, ElementType valueType) {
    return new AttentionScratch(sizes, keyType, valueType, NARROW.columns(), WIDE.columns());
  }

  private static ProductTile tile(int columns) {
    return columns == NARROW.columns() ? NARROW : WIDE;
  }

  @Override
  public int parts() {
    if (sizes.valueSize() == 0 || sizes.queries() == 0) {
      return 0;
    }
    int heads = layout.fewQueries ? sizes.keyHeads() : sizes.heads();
    return Math.multiplyExact(Math.multiplyExact(sizes.batch(), heads), layout.partsPerHead());
  }

  @Override
  public void run(int part, int worker) {
    long base = Bounds.workerScratch(scratch, layout.bytes, worker);
    int blocks = layout.partsPerHead();
    if (layout.fewQueries) {
      int batch = part / sizes.keyHeads();
      int head = part % sizes.keyHeads() * layout.group;
      part(base, batch, head, 0, sizes.queries());
    } else {
      int first = part % blocks * layout.queriesPerPart;
      int head = part / blocks % sizes.heads();
      int batch = part / blocks / sizes.heads();
      part(base, batch, head, first, Math.min(first + layout.queriesPerPart, sizes.queries()));
    }
  }

  /** Queries of one head, or of all heads of its group. */
  private void part(long base, int batch, int head, int firstQuery, int endQuery) {
    int position = VisibleKeys.position(rule.span(), batch);
    int first = VisibleKeys.first(rule.span(), position, firstQuery, sizes.keys());
    int end = VisibleKeys.end(rule.span(), position, endQuery - 1, sizes.keys());
    int rows = (endQuery - firstQuery) * (layout.fewQueries ? layout.group : 1);
    for (int row = 0; row < rows; row++) {
      setState(base, row, Float.NEGATIVE_INFINITY, 0f);
    }
    for (int tile = first / TILE_KEYS * TILE_KEYS; tile < end; tile += TILE_KEYS) {
      int count = Math.min(end - tile, TILE_KEYS);
      pack(base, batch, head / layout.group, tile, count);
      if (!layout.fewQueries) {
        rows(base, batch, head, position, firstQuery, rows, 0, tile, count);
        continue;
      }
      for (int q = firstQuery; q < endQuery; q++) {
        int firstRow = (q - firstQuery) * layout.group;
        rows(base, batch, head, position, q, layout.group, firstRow, tile, count);
      }
    }
    for (int row = 0; row < rows; row++) {
      int q = layout.fewQueries ? firstQuery + row / layout.group : firstQuery + row;
      int h = layout.fewQueries ? head + row % layout.group : head;
      finish(base, batch, h, q, row);
    }
  }

  private void pack(long base, int batch, int keyHead, int tile, int count) {
    int width = layout.keyColumns;
    Heads keys = key.heads();
    boolean wideKeys = key.type() != ElementType.FLOAT32;
    if (wideKeys) {
      widen(base, key, batch, keyHead, tile, count, sizes.headSize());
    }
    MemorySegment keySource = wideKeys ? scratch : keys.segment();
    long keyAt = wideKeys ? base : start(keys, batch, keyHead, tile);
    long keyStride = wideKeys ? sizes.headSize() : keys.rowStride();
    for (int panel = 0; panel < PanelPacking.panels(count, width); panel++) {
      PanelPacking.packPanel(
          panel,
          keySource,
          keyAt,
          sizes.headSize(),
          count,
          1,
          keyStride,
          scratch,
          base + layout.keysAt,
          width);
    }
    Heads values = value.heads();
    boolean wideValues = value.type() != ElementType.FLOAT32;
    if (wideValues) {
      widen(base, value, batch, keyHead, tile, count, sizes.valueSize());
    }
    MemorySegment valueSource = wideValues ? scratch : values.segment();
    long valueAt = wideValues ? base : start(values, batch, keyHead, tile);
    long valueStride = wideValues ? sizes.valueSize() : values.rowStride();
    for (int panel = 0; panel < layout.valuePanels; panel++) {
      PanelPacking.packPanel(
          panel,
          valueSource,
          valueAt,
          count,
          sizes.valueSize(),
          valueStride,
          1,
          scratch,
          base + layout.valuesAt,
          layout.valueColumns);
    }
  }

  /** Rows of keys or values as f32 at the start of scratch. */
  private void widen(
      long base, KeyRows rows, int batch, int keyHead, int first, int count, int size) {
    Heads heads = rows.heads();
    Heads scales = rows.scales();
    for (int i = 0; i < count; i++) {
      int row = first + i;
      long elements =
          batch * heads.batchStride() + keyHead * heads.headStride() + row * heads.rowStride();
      long at = heads.byteOffset() + elements * rows.type().blockBytes();
      float scale =
          scales == null
              ? 1f
              : scales.segment().get(JAVA_FLOAT_UNALIGNED, start(scales, batch, keyHead, row));
      long to = base + (long) i * size * Float.BYTES;
      WideRows.widen(rows.type(), heads.segment(), at, size, scale, scratch, to);
    }
  }

  /** Adjacent queries of a head, or adjacent heads of a query, and one tile of keys. */
  private void rows(
      long base,
      int batch,
      int head,
      int position,
      int firstQuery,
      int count,
      int firstState,
      int tile,
      int tileKeys) {
    int chunks = Math.ceilDiv(count, ProductTile.MAX_ROWS);
    int row = 0;
    for (int chunk = 0; chunk < chunks; chunk++) {
      int rows = count / chunks + (chunk < count % chunks ? 1 : 0);
      int q = layout.fewQueries ? firstQuery : firstQuery + row;
      int h = layout.fewQueries ? head + row : head;
      int lastQuery = layout.fewQueries ? q : q + rows - 1;
      int first = VisibleKeys.first(rule.span(), position, q, sizes.keys()) - tile;
      int end = VisibleKeys.end(rule.span(), position, lastQuery, sizes.keys()) - tile;
      first = Math.max(first, 0);
      end = Math.min(end, tileKeys);
      if (first < end) {
        chunk(base, batch, h, position, q, rows, firstState + row, tile, tileKeys, first, end);
      }
      row += rows;
    }
  }

  /**
   * Rows of one product, and the {@code packed} keys of a tile from {@code first} up to {@code
   * end}.
   */
  private void chunk(
      long base,
      int batch,
      int head,
      int position,
      int row,
      int rows,
      int state,
      int tile,
      int packed,
      int first,
      int end) {
    scores(base, batch, head, row, rows, first, end);
    for (int r = 0; r < rows; r++) {
      int q = layout.fewQueries ? row : row + r;
      int h = layout.fewQueries ? head + r : head;
      int rowFirst = VisibleKeys.first(rule.span(), position, q, sizes.keys()) - tile;
      int rowEnd = VisibleKeys.end(rule.span(), position, q, sizes.keys()) - tile;
      rowFirst = Math.clamp(rowFirst, first, end);
      rowEnd = Math.clamp(rowEnd, rowFirst, end);
      long maskAt = scoring.maskAt(batch, h, q, tile);
      long at = base + layout.scoresAt + r * layout.scoreStride;
      float max = scoring.scores(at, rowFirst, rowEnd, maskAt);
      float sum = scoring.weights(at, first, rowFirst, rowEnd, end, max);
      mergeState(base, r, state + r, max, sum);
    }
    output(base, rows, state, packed, first, end);
  }

  private void scores(long base, int batch, int head, int row, int rows, int first, int end) {
    int columns = layout.keyColumns;
    long panelBytes = (long) sizes.headSize() * columns * Float.BYTES;
    long stride = layout.fewQueries ? query.headStride() : query.rowStride();
    for (int panel = first / columns; panel * columns < end; panel++) {
      keyTile.multiply(
          rows,
          query.segment(),
          start(query, batch, head, row),
          stride * Float.BYTES,
          scratch,
          base + layout.keysAt + panel * panelBytes,
          sizes.headSize(),
          scratch,
          base + layout.scoresAt + (long) panel * columns * Float.BYTES,
          layout.scoreStride);
    }
  }

  private void setState(long base, int row, float max, float sum) {
    long at = base + layout.statesAt + row * 8L;
    scratch.set(JAVA_FLOAT_UNALIGNED, at, max);
    scratch.set(JAVA_FLOAT_UNALIGNED, at + 4, sum);
  }

  private float max(long base, int row) {
    return scratch.get(JAVA_FLOAT_UNALIGNED, base + layout.statesAt + row * 8L);
  }

  private float sum(long base, int row) {
    return scratch.get(JAVA_FLOAT_UNALIGNED, base + layout.statesAt + row * 8L + 4);
  }

  /** Joins a tile's greatest score and sum to a row's, and leaves the factors of their values. */
  private void mergeState(long base, int row, int state, float max, float sum) {
    float own = max(base, state);
    float greatest = Math.max(own, max);
    float ownFactor = factor(own, greatest);
    float factor = factor(max, greatest);
    setState(base, state, greatest, Math.fma(sum, factor, sum(base, state) * ownFactor));
    long at = base + layout.factorsAt + row * 8L;
    scratch.set(JAVA_FLOAT_UNALIGNED, at, ownFactor);
    scratch.set(JAVA_FLOAT_UNALIGNED, at + 4, factor);
  }

  /** e^(max - greatest), 0 where there is no score. */
  private static float factor(float max, float greatest) {
    return max == Float.NEGATIVE_INFINITY ? 0f : (float) StrictMath.exp(max - greatest);
  }

  /** Weighted values of a few rows, joined to those of the tiles before. */
  private void output(long base, int rows, int state, int packed, int first, int end) {
    int width = layout.valueColumns;
    long rowBytes = (long) width * Float.BYTES;
    long tileAt = base + layout.outAt;
    for (int panel = 0; panel < layout.valuePanels; panel++) {
      long panelAt = base + layout.valuesAt + panel * (long) packed * rowBytes;
      valueTile.multiply(
          rows,
          scratch,
          base + layout.scoresAt + (long) first * Float.BYTES,
          layout.scoreStride,
          scratch,
          panelAt + first * rowBytes,
          end - first,
          scratch,
          tileAt,
          rowBytes);
      for (int r = 0; r < rows; r++) {
        long factors = base + layout.factorsAt + r * 8L;
        float ownFactor = scratch.get(JAVA_FLOAT_UNALIGNED, factors);
        float factor = scratch.get(JAVA_FLOAT_UNALIGNED, factors + 4);
        long sums = base + layout.sumsAt + (state + r) * layout.sumStride + panel * rowBytes;
        long tile = tileAt + r * rowBytes;
        if (ownFactor == 0f) {
          VectorRows.shiftAndScale(scratch, tile, scratch, sums, width, 0f, factor);
        } else if (factor != 0f) {
          ScoreRows.join(scratch, sums, ownFactor, tile, factor, width);
        }
      }
    }
  }

  /** Divides a row's values by its sum of weights, a sink's included. */
  private void finish(long base, int batch, int head, int row, int state) {
    long to = start(out, batch, head, row);
    float sum = sum(base, state);
    if (sum == 0f) {
      for (int i = 0; i < sizes.valueSize(); i++) {
        out.segment().set(JAVA_FLOAT_UNALIGNED, to + (long) i * Float.BYTES, 0f);
      }
      return;
    }
    float inverse;
    if (rule.sinks() == null) {
      inverse = 1 / sum;
    } else {
      float max = max(base, state);
      float sink = rule.sinks().get(JAVA_FLOAT_UNALIGNED, (long) head * Float.BYTES);
      float greatest = Math.max(max, sink);
      float factor = factor(max, greatest);
      inverse = factor / Math.fma(sum, factor, factor(sink, greatest));
    }
    long from = base + layout.sumsAt + state * layout.sumStride;
    VectorRows.shiftAndScale(scratch, from, out.segment(), to, sizes.valueSize(), 0f, inverse);
  }

  private static long start(Heads heads, int batch, int head, int row) {
    return heads.byteOffset()
        + (batch * heads.batchStride() + head * heads.headStride() + row * heads.rowStride())
            * Float.BYTES;
  }
}
