package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Heads;

/** Joins the tiles that {@link StepTask} left, in ascending order; a part is one head of keys. */
final class JoinTask extends AttentionTask {
  JoinTask(TileSteps steps, Heads query, Heads out, MemorySegment[] operands) {
    super(steps, query, out, operands);
  }

  /** Where the state of a query's first tile is, and then that of all that have joined it. */
  static long states(AttentionTask task, int batch, int row, int head) {
    AttentionShape shape = task.shape;
    long index = ((long) batch * shape.sizes.queries() + row) * shape.sizes.heads() + head;
    return task.at(shape.sharedStatesAt + index * 8);
  }

  /** Where the state of another tile is. */
  static long tileStates(AttentionTask task, int batch, int tile, int row, int head) {
    AttentionShape shape = task.shape;
    return task.at(shape.sharedTileStatesAt + shape.sharedRow(batch, tile, row, head) * 8);
  }

  /** Where the weighted values of another tile are. */
  static long tileSums(AttentionTask task, int batch, int tile, int row, int head) {
    AttentionShape shape = task.shape;
    return task.at(shape.sharedRow(batch, tile, row, head) * shape.valueRowBytes);
  }

  @Override
  public int parts() {
    return Math.multiplyExact(shape.sizes.batch(), shape.sizes.keyHeads());
  }

  @Override
  void part(int part, long own) {
    int head = part % shape.sizes.keyHeads() * shape.group;
    int batch = part / shape.sizes.keyHeads();
    int position = position(batch);
    for (int row = 0; row < shape.sizes.queries(); row++) {
      int first = firstKey(position, row);
      int end = endKey(position, row);
      if (first >= end) {
        continue;
      }
      long sums = TileSteps.row(out, Float.BYTES, batch, head, row);
      long sumBytes = out.headStride() * Float.BYTES;
      long states = states(this, batch, row, head);
      for (int tile = first / TILE_KEYS + 1; tile * TILE_KEYS < end; tile++) {
        long tileSums = tileSums(this, batch, tile, row, head);
        long tileStates = tileStates(this, batch, tile, row, head);
        long tileBytes = shape.valueRowBytes;
        steps.join(own, sums, sumBytes, states, tileSums, tileBytes, tileStates, shape.group);
      }
      steps.finish(own, sums, sumBytes, states, head, 1, shape.group);
    }
  }
}
