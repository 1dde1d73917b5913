package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.ElementType;
import lanewise.natives.machine.Routine;

/**
 * The steps of attention on a tile of keys: each fills in its block of arguments and calls its
 * routine. Addresses that it is given lie within operands or scratch; {@code own} is the offset of
 * the worker's scratch.
 */
record TileSteps(
    VectorUnit unit,
    AttentionShape shape,
    KeyRows key,
    KeyRows value,
    Rule rule,
    MemorySegment scratch,
    Routines routines) {
  /** Steps of k over one tile that one call may take. */
  private static final int STEPS_PER_CALL = 5000;

  /** Elements that one call on rows may pass over. */
  private static final int ELEMENTS_PER_CALL = 64 * 1024;

  /**
   * Everything that is called; what is not needed is null.
   *
   * @param scores by vectors of a panel and rows of a tile
   * @param weighted by rows of a tile, for whole panels of values; likewise {@code weightedLast}
   */
  record Routines(
      Routine packKeys,
      Routine widenKeys,
      Routine widenValues,
      Routine weights,
      Routine join,
      Routine finish,
      Routine[][] scores,
      Routine[] weighted,
      Routine[] weightedLast) {}

  private long block(long own, int index) {
    return own + (long) index * ProductBlock.BYTES;
  }

  /** The address of a row. */
  static long row(Heads heads, int elementBytes, int batch, int head, long row) {
    long elements =
        batch * heads.batchStride() + head * heads.headStride() + row * heads.rowStride();
    return heads.segment().address() + heads.byteOffset() + elements * elementBytes;
  }

  /**
   * Vectors of a panel that starts {@code first} keys into a tile of which {@code end} are seen.
   */
  private int panelVectors(int first, int end) {
    return Math.ceilDiv(Math.min(unit.panelColumns(), end - first), unit.lanes());
  }

  /** Lays out one panel of keys: those from {@code first} on, at most a panel's columns. */
  void packKeys(long own, int batch, int keyHead, int first, int end, long to) {
    int headSize = shape.sizes.headSize();
    int count = Math.min(unit.panelColumns(), end - first);
    int elementBytes = key.type().blockBytes();
    long from = row(key.heads(), elementBytes, batch, keyHead, first);
    long rowBytes = key.heads().rowStride() * elementBytes;
    if (shape.widensKeys) {
      long wide = scratch.address() + own + shape.wideKeysAt;
      long wideBytes = shape.wideKeyRowBytes;
      widen(own, routines.widenKeys, key, batch, keyHead, first, count, headSize, wide, wideBytes);
      from = wide;
      rowBytes = wideBytes;
    }
    long block = block(own, 0);
    int lastLanes = count % unit.lanes();
    ProductBlock.setColumns(scratch, block, unit, lastLanes == 0 ? unit.lanes() : lastLanes);
    int vectors = Math.ceilDiv(count, unit.lanes());
    ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
    for (int vector = 0; vector < vectors; vector++) {
      int firstRow = vector * unit.lanes();
      routines.packKeys.call(
          from + firstRow * rowBytes,
          rowBytes,
          to + (long) vector * unit.bytes(),
          headSize,
          scratch.address() + block,
          Math.min(unit.lanes(), count - firstRow));
    }
  }

  /** Widens rows of values. */
  void widenValues(long own, int batch, int keyHead, int first, int count, long to) {
    int size = shape.sizes.valueSize();
    long toBytes = shape.valueRowBytes;
    widen(own, routines.widenValues, value, batch, keyHead, first, count, size, to, toBytes);
  }

  private void widen(
      long own,
      Routine routine,
      KeyRows rows,
      int batch,
      int keyHead,
      int first,
      int count,
      int size,
      long to,
      long toRowBytes) {
    long block = block(own, 5);
    int bytes = rows.type().blockBytes();
    ProductBlock.setColumns(scratch, block, unit, size);
    ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, toRowBytes);
    ProductBlock.set(scratch, block, WidenCode.LAST_COLUMN, size - unit.lanes());
    long scale = 0;
    if (rows.type() == ElementType.INT8) {
      scale = row(rows.scales(), Float.BYTES, batch, keyHead, first);
      long step = rows.scales().rowStride() * Float.BYTES;
      ProductBlock.set(scratch, block, WidenCode.SCALE_STEP, step);
    }
    routine.call(
        row(rows.heads(), bytes, batch, keyHead, first),
        rows.heads().rowStride() * bytes,
        to,
        count,
        scratch.address() + block,
        scale);
  }

  /**
   * Products of rows of queries with the panels that hold a tile's keys from {@code first} up to
   * {@code end}.
   *
   * @param packedEnd up to where the tile's keys are packed
   * @param firstPanel the number of the panel that {@code panels} starts with
   */
  void scores(
      long own,
      long queries,
      long queryBytes,
      int rows,
      int first,
      int end,
      int packedEnd,
      long panels,
      int firstPanel,
      long scores) {
    int columns = unit.panelColumns();
    int headSize = shape.sizes.headSize();
    long block = block(own, 1);
    ProductBlock.set(scratch, block, ProductBlock.LHS, queries);
    ProductBlock.set(scratch, block, ProductBlock.LHS_ROW_BYTES, queryBytes);
    ProductBlock.set(scratch, block, ProductBlock.RHS, panels - firstPanel * shape.panelBytes);
    ProductBlock.set(scratch, block, ProductBlock.RHS_PANEL_BYTES, shape.panelBytes);
    ProductBlock.set(scratch, block, ProductBlock.OUT, scores);
    ProductBlock.set(scratch, block, ProductBlock.OUT_ROW_BYTES, shape.scoreRowBytes);
    ProductBlock.set(scratch, block, ProductBlock.PANEL_BYTES, (long) columns * Float.BYTES);
    ProductBlock.set(scratch, block, ProductBlock.FINISH, 0);
    int known = 0;
    for (int panel = first / columns; panel * columns < end; panel++) {
      int vectors = panelVectors(panel * columns, packedEnd);
      if (vectors != known) {
        ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
        // Lanes past the last key are scratch too.
        ProductBlock.setColumns(scratch, block, unit, vectors * unit.lanes());
        known = vectors;
      }
      product(block, routines.scores[vectors], panel, rows, 0, headSize);
    }
  }

  /** Turns rows of products into weights, and leaves each row's state. */
  void weights(
      long own,
      long scores,
      int rows,
      long firstKey,
      long endKey,
      int keyStep,
      int least,
      int most,
      long mask,
      long maskBytes,
      long states) {
    long block = block(own, 3);
    ProductBlock.set(scratch, block, WeightBlock.SCORES, scores);
    ProductBlock.set(scratch, block, WeightBlock.SCORE_ROW_BYTES, shape.scoreRowBytes);
    ProductBlock.set(scratch, block, WeightBlock.MASK, mask);
    ProductBlock.set(scratch, block, WeightBlock.MASK_ROW_BYTES, maskBytes);
    ProductBlock.set(scratch, block, WeightBlock.STATES, states);
    ProductBlock.set(scratch, block, WeightBlock.FIRST_KEY, firstKey);
    ProductBlock.set(scratch, block, WeightBlock.END_KEY, endKey);
    ProductBlock.set(scratch, block, WeightBlock.KEY_STEP, keyStep);
    ProductBlock.set(scratch, block, WeightBlock.LEAST_KEY, least);
    ProductBlock.set(scratch, block, WeightBlock.MOST_KEY, most);
    WeightBlock.setFloat(scratch, block, WeightBlock.SCALE, rule.scale());
    WeightBlock.setFloat(scratch, block, WeightBlock.CAP, rule.softCap());
    WeightBlock.setFloat(scratch, block, WeightBlock.CAP_INVERSE, 2 / rule.softCap());
    ProductBlock.setColumns(scratch, block, unit, most);
    callOnRows(routines.weights, block, rows, most);
  }

  /** The mask's element of a row's key, or 0. */
  long maskAt(int batch, int head, int query, int key) {
    Mask mask = rule.mask();
    if (mask == null) {
      return 0;
    }
    long elements =
        batch * mask.batchStride() + head * mask.headStride() + query * mask.rowStride() + key;
    return mask.segment().address() + mask.byteOffset() + elements * Float.BYTES;
  }

  /**
   * Weighted values of {@code count} keys, those from {@code first} on of a run of weights; where
   * {@code first} is not 0 the sums go on.
   *
   * @param values the row of the run's first key, even if it is not there any more
   */
  void weighted(
      long own,
      long weights,
      int rows,
      int first,
      int count,
      long values,
      long valueBytes,
      long to,
      long toBytes) {
    long block = block(own, 2);
    int columns = unit.panelColumns();
    ProductBlock.set(scratch, block, ProductBlock.LHS, weights);
    ProductBlock.set(scratch, block, ProductBlock.LHS_ROW_BYTES, shape.scoreRowBytes);
    ProductBlock.set(scratch, block, ProductBlock.RHS, values);
    ProductBlock.set(scratch, block, ProductBlock.RHS_PANEL_BYTES, (long) columns * Float.BYTES);
    ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, valueBytes);
    ProductBlock.set(scratch, block, ProductBlock.OUT, to);
    ProductBlock.set(scratch, block, ProductBlock.OUT_ROW_BYTES, toBytes);
    ProductBlock.set(scratch, block, ProductBlock.PANEL_BYTES, (long) columns * Float.BYTES);
    ProductBlock.set(scratch, block, ProductBlock.FINISH, 0);
    int full = shape.sizes.valueSize() / columns;
    if (full > 0) {
      ProductBlock.setColumns(scratch, block, unit, columns);
      for (int panel = 0; panel < full; panel++) {
        product(block, routines.weighted, panel, rows, first, count);
      }
    }
    int rest = shape.sizes.valueSize() % columns;
    if (rest > 0) {
      ProductBlock.setColumns(scratch, block, unit, rest);
      product(block, routines.weightedLast, full, rows, first, count);
    }
  }

  private void product(long block, Routine[] routine, int panel, int rows, int first, int count) {
    int six = ProductTask.TILE_ROWS;
    for (int done = 0; done < count; done += STEPS_PER_CALL) {
      int now = Math.min(STEPS_PER_CALL, count - done);
      int tilesPerCall = Math.max(1, STEPS_PER_CALL / now);
      int row = 0;
      for (int left = rows / six; left > 0; left -= tilesPerCall) {
        int tiles = Math.min(left, tilesPerCall);
        routine[six].call(scratch.address() + block, row, tiles, panel, first + done, now);
        row += tiles * six;
      }
      if (row < rows) {
        routine[rows - row].call(scratch.address() + block, row, 1, panel, first + done, now);
      }
    }
  }

  /** Joins a tile's rows and states to those so far. */
  void join(
      long own,
      long sums,
      long sumBytes,
      long states,
      long tile,
      long tileBytes,
      long tileStates,
      int rows) {
    long block = block(own, 4);
    setSums(block, sums, sumBytes, states);
    ProductBlock.set(scratch, block, WeightBlock.TILE, tile);
    ProductBlock.set(scratch, block, WeightBlock.TILE_ROW_BYTES, tileBytes);
    ProductBlock.set(scratch, block, WeightBlock.TILE_STATES, tileStates);
    callOnRows(routines.join, block, rows, shape.sizes.valueSize());
  }

  /** Divides rows by their sums of weights, {@code sinkHead}'s sink for the first row included. */
  void finish(
      long own, long sums, long sumBytes, long states, int sinkHead, int sinkStep, int rows) {
    long block = block(own, 4);
    setSums(block, sums, sumBytes, states);
    if (rule.sinks() != null) {
      long sink = rule.sinks().address() + (long) sinkHead * Float.BYTES;
      ProductBlock.set(scratch, block, WeightBlock.SINKS, sink);
      ProductBlock.set(scratch, block, WeightBlock.SINK_STEP, (long) sinkStep * Float.BYTES);
    }
    callOnRows(routines.finish, block, rows, shape.sizes.valueSize());
  }

  private void setSums(long block, long sums, long sumBytes, long states) {
    ProductBlock.set(scratch, block, WeightBlock.SUMS, sums);
    ProductBlock.set(scratch, block, WeightBlock.SUM_ROW_BYTES, sumBytes);
    ProductBlock.set(scratch, block, WeightBlock.STATES, states);
    ProductBlock.setColumns(scratch, block, unit, shape.sizes.valueSize());
  }

  private void callOnRows(Routine routine, long block, int rows, int columns) {
    int rowsPerCall = Math.max(1, ELEMENTS_PER_CALL / columns);
    for (int first = 0; first < rows; first += rowsPerCall) {
      routine.call(scratch.address() + block, first, Math.min(rowsPerCall, rows - first));
    }
  }
}
