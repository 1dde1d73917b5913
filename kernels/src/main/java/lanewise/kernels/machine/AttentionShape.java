package lanewise.kernels.machine;

import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;

/**
 * How an attention is cut and where its scratch lies; all of it follows from the sizes and types.
 *
 * <p>A prompt's part is a block of queries of one head, which goes through all tiles of keys. Where
 * there are few queries, a part is one tile of the keys of one head, for all queries of all heads
 * that share it; with several tiles their results lie in shared scratch until another task joins
 * them. Rows that are multiplied together are a head's queries, or a query's heads.
 */
final class AttentionShape {
  /** Blocks of arguments: packing, scores, weighted values, weights, joining, widening. */
  static final int BLOCKS = 6;

  /** Rows of values that one query widens at a time, so that they stay in the first cache. */
  static final int VALUE_CHUNK = 64;

  private static final int MOST_BLOCK_ROWS = 60;
  private static final int MOST_QUERIES = 240;
  private static final int FEW_QUERIES = 8;
  private static final int FEW_ROWS = 256;

  final VectorUnit unit;
  final Sizes sizes;
  final boolean widensKeys;
  final boolean widensValues;

  /** Whether a part is a tile of keys. */
  final boolean fewQueries;

  /** Query heads that share a key head. */
  final int group;

  final int tiles;

  /** Queries of a part. */
  final int queriesPerPart;

  /** Rows whose scores are held at once. */
  final int blockRows;

  /** Bytes of a whole panel of keys, of a row of scores, of a row of widened keys or values. */
  final long panelBytes;

  final long scoreRowBytes;
  final long wideKeyRowBytes;
  final long valueRowBytes;

  // Offsets in a worker's scratch.
  final long keysAt;
  final long wideKeysAt;
  final long valuesAt;
  final long scoresAt;
  final long tileAt;
  final long statesAt;
  final long tileStatesAt;

  final long workerBytes;

  // Offsets in the scratch that all workers share, which comes first.
  final long sharedStatesAt;
  final long sharedTileStatesAt;
  final long sharedBytes;

  AttentionShape(VectorUnit unit, Sizes sizes, ElementType keyType, ElementType valueType) {
    this.unit = unit;
    this.sizes = sizes;
    group = sizes.heads() / sizes.keyHeads();
    tiles = Math.ceilDiv(sizes.keys(), Attention.TILE_KEYS);
    long together = (long) sizes.queries() * group;
    fewQueries = sizes.queries() <= FEW_QUERIES && together <= FEW_ROWS;
    // With few queries reading is what takes time: rows come in one after the other.
    widensKeys = keyType != ElementType.FLOAT32 || fewQueries;
    widensValues =
        valueType != ElementType.FLOAT32 || sizes.valueSize() % unit.lanes() != 0 || fewQueries;
    queriesPerPart = Math.max(1, Math.min(sizes.queries(), MOST_QUERIES));
    int blocks = Math.ceilDiv(queriesPerPart, MOST_BLOCK_ROWS);
    int six = ProductTask.TILE_ROWS;
    blockRows =
        fewQueries
            ? Math.max(1, (int) together)
            : Math.ceilDiv(Math.ceilDiv(queriesPerPart, blocks), six) * six;
    int tileKeys = Math.min(Attention.TILE_KEYS, sizes.keys());
    int panels = Math.ceilDiv(tileKeys, unit.panelColumns());
    panelBytes = Math.multiplyExact((long) unit.panelColumns() * Float.BYTES, sizes.headSize());
    // One line more, so that rows do not all fall into the same sets of the cache.
    scoreRowBytes = (long) panels * unit.panelColumns() * Float.BYTES + 64;
    wideKeyRowBytes = wideRow(sizes.headSize());
    valueRowBytes = wideRow(sizes.valueSize());

    keysAt = (long) BLOCKS * ProductBlock.BYTES;
    wideKeysAt = after(keysAt, fewQueries ? 1 : panels, panelBytes);
    valuesAt = after(wideKeysAt, widensKeys ? unit.panelColumns() : 0, wideKeyRowBytes);
    int valueRows = !widensValues ? 0 : fewQueries ? VALUE_CHUNK : tileKeys;
    scoresAt = after(valuesAt, valueRows, valueRowBytes);
    tileAt = after(scoresAt, blockRows, scoreRowBytes);
    statesAt = after(tileAt, tiles > 1 && !fewQueries ? blockRows : 0, valueRowBytes);
    tileStatesAt = after(statesAt, fewQueries ? blockRows : queriesPerPart, 8);
    workerBytes = after(tileStatesAt, blockRows, 8);

    boolean shares = fewQueries && tiles > 1;
    long rows = shares ? product(sizes.batch(), sizes.queries(), sizes.heads()) : 0;
    sharedStatesAt = after(0, Math.multiplyExact(rows, (long) tiles), valueRowBytes);
    sharedTileStatesAt = after(sharedStatesAt, rows, 8);
    sharedBytes = after(sharedTileStatesAt, Math.multiplyExact(rows, (long) tiles), 8);
  }

  private long wideRow(int elements) {
    return (long) Math.ceilDiv(elements, unit.lanes()) * unit.bytes();
  }

  private static long product(long a, long b, long c) {
    return Math.multiplyExact(Math.multiplyExact(a, b), c);
  }

  /** Where what follows {@code count} things of {@code bytes} starts. */
  private static long after(long start, long count, long bytes) {
    return Math.addExact(Math.addExact(start, Math.multiplyExact(count, bytes)), 63) & -64L;
  }

  long scratchBytes(int workers) {
    return Math.addExact(sharedBytes, Math.multiplyExact(workers, workerBytes));
  }

  int partsPerHead() {
    return Math.ceilDiv(sizes.queries(), queriesPerPart);
  }

  /** The number of rows of the tile's results in shared scratch, from which its place follows. */
  long sharedRow(int batch, int tile, int query, int head) {
    long before = ((long) batch * tiles + tile) * sizes.queries() + query;
    return before * sizes.heads() + head;
  }

  /** Whether products have tiles of so many rows somewhere. */
  boolean hasTileRows(int count) {
    if (fewQueries) {
      return hasTileRows(count, group);
    }
    for (int part = 0; part < partsPerHead(); part++) {
      int rows = Math.min(queriesPerPart, sizes.queries() - part * queriesPerPart);
      for (int row = 0; row < rows; row += blockRows) {
        if (hasTileRows(count, Math.min(blockRows, rows - row))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean hasTileRows(int count, int rows) {
    int six = ProductTask.TILE_ROWS;
    return count == six ? rows >= six : rows % six == count;
  }
}
