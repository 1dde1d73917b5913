package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;

/** Attention of many queries: a part is some queries of one head, which go through all tiles. */
final class PromptTask extends AttentionTask {
  PromptTask(TileSteps steps, Heads query, Heads out, MemorySegment[] operands) {
    super(steps, query, out, operands);
  }

  @Override
  public int parts() {
    int heads = Math.multiplyExact(shape.sizes.batch(), shape.sizes.heads());
    return Math.multiplyExact(heads, shape.partsPerHead());
  }

  @Override
  void part(int part, long own) {
    int partsPerHead = shape.partsPerHead();
    int firstQuery = part % partsPerHead * shape.queriesPerPart;
    int endQuery = Math.min(firstQuery + shape.queriesPerPart, shape.sizes.queries());
    int head = part / partsPerHead % shape.sizes.heads();
    int batch = part / partsPerHead / shape.sizes.heads();
    int position = position(batch);
    int first = firstKey(position, firstQuery);
    int end = endKey(position, endQuery - 1);
    for (int tile = first / TILE_KEYS * TILE_KEYS; tile < end; tile += TILE_KEYS) {
      int from = Math.max(first, tile) - tile;
      int to = Math.min(end - tile, TILE_KEYS);
      prepare(own, batch, head / shape.group, tile, from, to);
      for (int row = firstQuery; row < endQuery; row += shape.blockRows) {
        int rows = Math.min(shape.blockRows, endQuery - row);
        block(own, batch, head, position, tile, to, firstQuery, row, rows);
      }
    }
    for (int row = firstQuery; row < endQuery; row += shape.blockRows) {
      int rows = Math.min(shape.blockRows, endQuery - row);
      if (firstKey(position, row) >= endKey(position, row + rows - 1)) {
        for (int i = 0; i < rows; i++) {
          clear(batch, head, row + i);
        }
      }
    }
  }

  /** Packs a tile's keys and widens its values, those from {@code from} up to {@code to}. */
  private void prepare(long own, int batch, int keyHead, int tile, int from, int to) {
    int columns = shape.unit.panelColumns();
    for (int panel = from / columns; panel * columns < to; panel++) {
      long target = at(own + shape.keysAt + panel * shape.panelBytes);
      steps.packKeys(own, batch, keyHead, tile + panel * columns, tile + to, target);
    }
    if (shape.widensValues) {
      long target = at(own + shape.valuesAt + from * shape.valueRowBytes);
      steps.widenValues(own, batch, keyHead, tile + from, to - from, target);
    }
  }

  /** One block of queries and one tile. */
  private void block(
      long own,
      int batch,
      int head,
      int position,
      int tile,
      int packedEnd,
      int firstQuery,
      int row,
      int rows) {
    int first = firstKey(position, row);
    int end = endKey(position, row + rows - 1);
    int from = Math.max(first, tile) - tile;
    int to = Math.min(end - tile, TILE_KEYS);
    if (from >= to) {
      return;
    }
    boolean isFirst = first >= tile;
    long scores = at(own + shape.scoresAt);
    long queries = TileSteps.row(query, Float.BYTES, batch, head, row);
    long queryBytes = query.rowStride() * Float.BYTES;
    long keys = at(own + shape.keysAt);
    steps.scores(own, queries, queryBytes, rows, from, to, packedEnd, keys, 0, scores);
    long states = at(own + shape.statesAt + (row - firstQuery) * 8L);
    long tileStates = isFirst ? states : at(own + shape.tileStatesAt);
    long mask = steps.maskAt(batch, head, row, tile);
    long maskBytes = mask == 0 ? 0 : steps.rule().mask().rowStride() * Float.BYTES;
    long firstOfRow = span() == null ? 0 : (long) position + row - span().before() - tile;
    long endOfRow = span() == null ? to : (long) position + row + span().after() + 1 - tile;
    steps.weights(
        own, scores, rows, firstOfRow, endOfRow, 1, from, to, mask, maskBytes, tileStates);
    long sums = TileSteps.row(out, Float.BYTES, batch, head, row);
    long sumBytes = out.rowStride() * Float.BYTES;
    long tileSums = isFirst ? sums : at(own + shape.tileAt);
    long tileBytes = isFirst ? sumBytes : shape.valueRowBytes;
    long weights = scores + (long) from * Float.BYTES;
    if (shape.widensValues) {
      long values = at(own + shape.valuesAt + from * shape.valueRowBytes);
      long valueBytes = shape.valueRowBytes;
      steps.weighted(own, weights, rows, 0, to - from, values, valueBytes, tileSums, tileBytes);
    } else {
      Heads rowsOfValues = steps.value().heads();
      int keyHead = head / shape.group;
      long values = TileSteps.row(rowsOfValues, Float.BYTES, batch, keyHead, tile + from);
      long valueBytes = rowsOfValues.rowStride() * Float.BYTES;
      steps.weighted(own, weights, rows, 0, to - from, values, valueBytes, tileSums, tileBytes);
    }
    if (!isFirst) {
      steps.join(own, sums, sumBytes, states, tileSums, tileBytes, tileStates, rows);
    }
    if (end <= tile + TILE_KEYS) {
      steps.finish(own, sums, sumBytes, states, head, 0, rows);
    }
  }
}
