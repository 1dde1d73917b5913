package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Task;
import lanewise.natives.machine.Routine;

/** Attention bound to its operands; a part is some queries of one head. */
record AttentionTask(
    VectorUnit unit,
    AttentionShape shape,
    Heads query,
    Heads key,
    Heads value,
    Mask mask,
    float scale,
    Heads out,
    MemorySegment scratch,
    long scratchBytes,
    Routines routines,
    MemorySegment[] operands)
    implements Task {
  /** Steps of k over one tile that one call may take. */
  private static final int STEPS_PER_CALL = 5000;

  /** Elements that one call of softmax may pass over. */
  private static final int ELEMENTS_PER_CALL = 64 * 1024;

  /** Product routines by rows of a tile, for full panels and for the last. */
  record Tiles(Routine[] full, Routine[] last) {}

  /** Everything that is called. */
  record Routines(
      Routine packKeys,
      Routine packValues,
      Routine packLastValues,
      Routine softmax,
      Tiles scores,
      Tiles weighted) {}

  @Override
  public int parts() {
    int heads = Math.multiplyExact(shape.sizes().batch(), shape.sizes().heads());
    return Math.multiplyExact(heads, shape.partsPerHead());
  }

  @Override
  public void run(int part, int worker) {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this attention has been freed");
      }
    }
    long own = worker * scratchBytes;
    if (own + scratchBytes > scratch.byteSize()) {
      throw new IllegalArgumentException(
          "scratch has "
              + scratch.byteSize()
              + " bytes; worker "
              + worker
              + " needs those up to "
              + (own + scratchBytes));
    }
    int partsPerHead = shape.partsPerHead();
    int firstQuery = part % partsPerHead * shape.queriesPerPart();
    int endQuery = Math.min(firstQuery + shape.queriesPerPart(), shape.sizes().queries());
    int head = part / partsPerHead % shape.sizes().heads();
    int batch = part / partsPerHead / shape.sizes().heads();
    int keyHead = head / (shape.sizes().heads() / shape.sizes().keyHeads());
    long keys = scratch.address() + own + AttentionShape.BLOCKS;
    long values = keys + shape.keyBytes();
    long scores = values + shape.valueBytes();
    packKeys(own, start(key, batch, keyHead), keys);
    long valueRows = start(value, batch, keyHead);
    if (shape.packsValues()) {
      packValues(own, valueRows, values);
    }
    for (int row = firstQuery; row < endQuery; row += shape.blockRows()) {
      int rows = Math.min(shape.blockRows(), endQuery - row);
      long queryRow = start(query, batch, head) + row * query.rowStride() * Float.BYTES;
      scores(own, queryRow, keys, scores, rows);
      softmax(own, batch, head, row, scores, rows);
      long outRow = start(out, batch, head) + row * out.rowStride() * Float.BYTES;
      weighted(own, scores, shape.packsValues() ? values : valueRows, outRow, rows);
    }
    Reference.reachabilityFence(this);
  }

  private static long start(Heads heads, int batch, int head) {
    long elements = batch * heads.batchStride() + head * heads.headStride();
    return heads.segment().address() + heads.byteOffset() + elements * Float.BYTES;
  }

  /** Where a block of arguments starts in scratch. */
  private static long block(long own, int index) {
    return own + (long) index * ProductBlock.BYTES;
  }

  private long panelBytes() {
    return (long) unit.panelVectors() * unit.bytes();
  }

  private void packKeys(long own, long from, long to) {
    long block = block(own, 0);
    int headSize = shape.sizes().headSize();
    int lastLanes = shape.sizes().keys() % unit.lanes();
    ProductBlock.setColumns(scratch, block, unit, lastLanes == 0 ? unit.lanes() : lastLanes);
    int vectors = shape.keys().vectors(unit);
    int fullVectors = shape.keys().full() * unit.panelVectors();
    long rowBytes = key.rowStride() * Float.BYTES;
    for (int vector = 0; vector < vectors; vector++) {
      int panel = vector / unit.panelVectors();
      int within = vector % unit.panelVectors();
      int width = vector < fullVectors ? unit.panelVectors() : shape.keys().lastVectors();
      ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, (long) width * unit.bytes());
      int firstKey = vector * unit.lanes();
      routines.packKeys.call(
          from + firstKey * rowBytes,
          rowBytes,
          to + panel * panelBytes() * headSize + (long) within * unit.bytes(),
          headSize,
          scratch.address() + block,
          Math.min(unit.lanes(), shape.sizes().keys() - firstKey));
    }
  }

  private void packValues(long own, long from, long to) {
    long block = block(own, 0);
    long rowBytes = value.rowStride() * Float.BYTES;
    int keys = shape.sizes().keys();
    int panels = shape.values().full() + (shape.values().lastColumns() > 0 ? 1 : 0);
    for (int panel = 0; panel < panels; panel++) {
      boolean full = panel < shape.values().full();
      int columns = full ? unit.panelColumns() : shape.values().lastColumns();
      int vectors = full ? unit.panelVectors() : shape.values().lastVectors();
      ProductBlock.setColumns(scratch, block, unit, columns);
      Routine routine = full ? routines.packValues : routines.packLastValues;
      for (int row = 0; row < keys; row += STEPS_PER_CALL) {
        routine.call(
            from + row * rowBytes + panel * panelBytes(),
            rowBytes,
            to + panel * panelBytes() * keys + (long) row * vectors * unit.bytes(),
            Math.min(STEPS_PER_CALL, keys - row),
            scratch.address() + block,
            0);
      }
    }
  }

  private void scores(long own, long queries, long keys, long scores, int rows) {
    AttentionShape.Panels panels = shape.keys();
    int headSize = shape.sizes().headSize();
    for (int kind = 0; kind < 2; kind++) {
      boolean full = kind == 0;
      if (full ? panels.full() == 0 : panels.lastVectors() == 0) {
        continue;
      }
      long block = block(own, 1);
      ProductBlock.set(scratch, block, ProductBlock.LHS, queries);
      ProductBlock.set(scratch, block, ProductBlock.LHS_ROW_BYTES, query.rowStride() * Float.BYTES);
      ProductBlock.set(scratch, block, ProductBlock.RHS, keys);
      ProductBlock.set(scratch, block, ProductBlock.RHS_PANEL_BYTES, panelBytes() * headSize);
      int vectors = full ? unit.panelVectors() : panels.lastVectors();
      ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
      ProductBlock.set(scratch, block, ProductBlock.OUT, scores);
      ProductBlock.set(scratch, block, ProductBlock.OUT_ROW_BYTES, shape.scoreRowBytes());
      ProductBlock.set(scratch, block, ProductBlock.PANEL_BYTES, panelBytes());
      ProductBlock.set(scratch, block, ProductBlock.FINISH, 0);
      // Lanes past the last key are scratch too.
      ProductBlock.setColumns(scratch, block, unit, vectors * unit.lanes());
      product(block, routines.scores, panels, full, rows, headSize);
    }
  }

  private void weighted(long own, long weights, long values, long outRow, int rows) {
    AttentionShape.Panels panels = shape.values();
    int keys = shape.sizes().keys();
    for (int kind = 0; kind < 2; kind++) {
      boolean full = kind == 0;
      if (full ? panels.full() == 0 : panels.lastVectors() == 0) {
        continue;
      }
      long block = block(own, 2);
      ProductBlock.set(scratch, block, ProductBlock.LHS, weights);
      ProductBlock.set(scratch, block, ProductBlock.LHS_ROW_BYTES, shape.scoreRowBytes());
      ProductBlock.set(scratch, block, ProductBlock.RHS, values);
      int vectors = full ? unit.panelVectors() : panels.lastVectors();
      if (shape.packsValues()) {
        ProductBlock.set(scratch, block, ProductBlock.RHS_PANEL_BYTES, panelBytes() * keys);
        ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
      } else {
        ProductBlock.set(scratch, block, ProductBlock.RHS_PANEL_BYTES, panelBytes());
        ProductBlock.set(scratch, block, ProductBlock.RHS_STEP, value.rowStride() * Float.BYTES);
      }
      ProductBlock.set(scratch, block, ProductBlock.OUT, outRow);
      ProductBlock.set(scratch, block, ProductBlock.OUT_ROW_BYTES, out.rowStride() * Float.BYTES);
      ProductBlock.set(scratch, block, ProductBlock.PANEL_BYTES, panelBytes());
      ProductBlock.set(scratch, block, ProductBlock.FINISH, 0);
      ProductBlock.setColumns(
          scratch, block, unit, full ? unit.panelColumns() : panels.lastColumns());
      product(block, routines.weighted, panels, full, rows, keys);
    }
  }

  /** All full panels, or the last one, of one of the two products. */
  private void product(
      long block, Tiles tiles, AttentionShape.Panels panels, boolean full, int rows, int k) {
    Routine[] routine = full ? tiles.full : tiles.last;
    int six = ProductTask.TILE_ROWS;
    int firstPanel = full ? 0 : panels.full();
    int endPanel = full ? panels.full() : panels.full() + 1;
    int tilesPerCall = Math.max(1, STEPS_PER_CALL / k);
    for (int panel = firstPanel; panel < endPanel; panel++) {
      for (int first = 0; first < k; first += STEPS_PER_CALL) {
        int count = Math.min(STEPS_PER_CALL, k - first);
        int row = 0;
        for (int left = rows / six; left > 0; left -= tilesPerCall) {
          int now = Math.min(left, tilesPerCall);
          routine[six].call(scratch.address() + block, row, now, panel, first, count);
          row += now * six;
        }
        if (row < rows) {
          routine[rows - row].call(scratch.address() + block, row, 1, panel, first, count);
        }
      }
    }
  }

  private void softmax(long own, int batch, int head, int row, long scores, int rows) {
    long block = block(own, 3);
    RowBlock.set(scratch, block, RowBlock.IN, scores, shape.scoreRowBytes());
    RowBlock.set(scratch, block, RowBlock.OUT, scores, shape.scoreRowBytes());
    RowBlock.set(scratch, block, RowBlock.THIRD, 0, 0);
    if (mask == null) {
      RowBlock.set(scratch, block, RowBlock.SECOND, 0, 0);
    } else {
      long elements =
          batch * mask.batchStride() + head * mask.headStride() + row * mask.rowStride();
      long from = mask.segment().address() + mask.byteOffset() + elements * Float.BYTES;
      RowBlock.set(scratch, block, RowBlock.SECOND, from, mask.rowStride() * Float.BYTES);
    }
    RowBlock.setColumns(scratch, block, unit, shape.sizes().keys(), scale);
    int rowsPerCall = Math.max(1, ELEMENTS_PER_CALL / shape.sizes().keys());
    for (int first = 0; first < rows; first += rowsPerCall) {
      routines.softmax.call(scratch.address() + block, first, Math.min(rowsPerCall, rows - first));
    }
  }
}
