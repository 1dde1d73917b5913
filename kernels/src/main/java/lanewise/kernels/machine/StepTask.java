package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;

/**
 * Attention of few queries: a part is one tile of the keys of one head, for all queries of all
 * heads that share it, so that each key and value is read once. Of a query's tiles the first is
 * left in the output, the others in shared scratch, for {@link JoinTask}; a single tile is finished
 * here.
 */
final class StepTask extends AttentionTask {
  StepTask(TileSteps steps, Heads query, Heads out, MemorySegment[] operands) {
    super(steps, query, out, operands);
  }

  @Override
  public int parts() {
    int heads = Math.multiplyExact(shape.sizes.batch(), shape.sizes.keyHeads());
    return Math.multiplyExact(heads, Math.max(1, shape.tiles));
  }

  @Override
  void part(int part, long own) {
    int tiles = Math.max(1, shape.tiles);
    int tile = part % tiles;
    int keyHead = part / tiles % shape.sizes.keyHeads();
    int batch = part / tiles / shape.sizes.keyHeads();
    int queries = shape.sizes.queries();
    int position = position(batch);
    int start = tile * TILE_KEYS;
    int from = Math.max(firstKey(position, 0), start) - start;
    int to = Math.min(endKey(position, queries - 1) - start, TILE_KEYS);
    if (tile == 0) {
      clearBlind(batch, keyHead, position);
    }
    if (from >= to) {
      return;
    }
    scores(own, batch, keyHead, start, from, to);
    for (int row = 0; row < queries; row++) {
      if (sees(position, row, start)) {
        weights(own, batch, keyHead, position, row, tile, from, to);
      }
    }
    weighted(own, batch, keyHead, position, tile, from, to);
    if (shape.tiles == 1) {
      for (int row = 0; row < queries; row++) {
        if (sees(position, row, start)) {
          int head = keyHead * shape.group;
          long sums = TileSteps.row(out, Float.BYTES, batch, head, row);
          long sumBytes = out.headStride() * Float.BYTES;
          long states = at(own + shape.statesAt + (long) row * shape.group * 8);
          steps.finish(own, sums, sumBytes, states, head, 1, shape.group);
        }
      }
    }
  }

  /** Whether a query sees a key of the tile that starts here. */
  private boolean sees(int position, int row, int start) {
    int first = Math.max(firstKey(position, row), start);
    return first < Math.min(endKey(position, row), start + TILE_KEYS);
  }

  private void clearBlind(int batch, int keyHead, int position) {
    for (int row = 0; row < shape.sizes.queries(); row++) {
      if (firstKey(position, row) >= endKey(position, row)) {
        for (int i = 0; i < shape.group; i++) {
          clear(batch, keyHead * shape.group + i, row);
        }
      }
    }
  }

  /** Packs a panel of keys and multiplies all queries with it while it is in the first cache. */
  private void scores(long own, int batch, int keyHead, int start, int from, int to) {
    int columns = shape.unit.panelColumns();
    long keys = at(own + shape.keysAt);
    for (int panel = from / columns; panel * columns < to; panel++) {
      int first = panel * columns;
      steps.packKeys(own, batch, keyHead, start + first, start + to, keys);
      for (int row = 0; row < shape.sizes.queries(); row++) {
        long queries = TileSteps.row(query, Float.BYTES, batch, keyHead * shape.group, row);
        long scores = at(own + shape.scoresAt) + (long) row * shape.group * shape.scoreRowBytes;
        int end = Math.min(first + columns, to);
        long queryBytes = query.headStride() * Float.BYTES;
        steps.scores(own, queries, queryBytes, shape.group, first, end, to, keys, panel, scores);
      }
    }
  }

  private boolean isFirst(int position, int row, int tile) {
    return firstKey(position, row) >= tile * TILE_KEYS;
  }

  private void weights(
      long own, int batch, int keyHead, int position, int row, int tile, int from, int to) {
    int head = keyHead * shape.group;
    int start = tile * TILE_KEYS;
    long scores = at(own + shape.scoresAt) + (long) row * shape.group * shape.scoreRowBytes;
    long mask = steps.maskAt(batch, head, row, start);
    long maskBytes = mask == 0 ? 0 : steps.rule().mask().headStride() * Float.BYTES;
    long first = (long) firstKey(position, row) - start;
    long end = (long) endKey(position, row) - start;
    long states;
    if (shape.tiles == 1) {
      states = at(own + shape.statesAt + (long) row * shape.group * 8);
    } else if (isFirst(position, row, tile)) {
      states = JoinTask.states(this, batch, row, head);
    } else {
      states = JoinTask.tileStates(this, batch, tile, row, head);
    }
    steps.weights(own, scores, shape.group, first, end, 0, from, to, mask, maskBytes, states);
  }

  /** Some rows of values at a time where they must be widened, else all of them where they lie. */
  private void weighted(
      long own, int batch, int keyHead, int position, int tile, int from, int to) {
    int start = tile * TILE_KEYS;
    int count = to - from;
    int chunk = shape.widensValues ? AttentionShape.VALUE_CHUNK : count;
    for (int done = 0; done < count; done += chunk) {
      int now = Math.min(chunk, count - done);
      long values;
      long valueBytes;
      if (shape.widensValues) {
        long buffer = at(own + shape.valuesAt);
        steps.widenValues(own, batch, keyHead, start + from + done, now, buffer);
        valueBytes = shape.valueRowBytes;
        values = buffer - done * valueBytes;
      } else {
        Heads rows = steps.value().heads();
        values = TileSteps.row(rows, Float.BYTES, batch, keyHead, start + from);
        valueBytes = rows.rowStride() * Float.BYTES;
      }
      for (int row = 0; row < shape.sizes.queries(); row++) {
        if (sees(position, row, start)) {
          long scores = at(own + shape.scoresAt) + (long) row * shape.group * shape.scoreRowBytes;
          long weights = scores + (long) from * Float.BYTES;
          int head = keyHead * shape.group;
          boolean isOut = shape.tiles == 1 || isFirst(position, row, tile);
          long sums =
              isOut
                  ? TileSteps.row(out, Float.BYTES, batch, head, row)
                  : JoinTask.tileSums(this, batch, tile, row, head);
          long sumBytes = isOut ? out.headStride() * Float.BYTES : shape.valueRowBytes;
          steps.weighted(own, weights, shape.group, done, now, values, valueBytes, sums, sumBytes);
        }
      }
    }
  }
}
