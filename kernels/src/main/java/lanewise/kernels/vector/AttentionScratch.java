package lanewise.kernels.vector;

import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.natives.memory.NativeMemory;

/**
 * How an attention is cut, and how a worker's scratch memory is laid out: rows widened to f32, a
 * tile's keys transposed into panels, its values in panels, the scores of a few rows and a panel of
 * their output, the weighted values of all rows of a part, and each row's greatest score and sum.
 *
 * <p>A part is a block of queries of one head, or, with few queries, all queries of all heads that
 * share a head of keys. Rows that are multiplied together are a head's queries, or a query's heads.
 */
final class AttentionScratch {
  /** No vectors have wider tiles than these, of two vectors and of four. */
  private static final int WIDEST_NARROW = 32;

  private static final int WIDEST_WIDE = 64;

  /** Queries of a part: enough to outweigh packing keys and values. */
  private static final int QUERY_BLOCK = 128;

  private static final int FEW_QUERIES = 8;

  final Sizes sizes;

  /** Columns of a tile of the product with the keys, and of that with the values. */
  final int keyColumns;

  final int valueColumns;
  final int valuePanels;

  /** Whether a part is all queries of the heads that share a head of keys. */
  final boolean fewQueries;

  /** Query heads that share a head of keys. */
  final int group;

  final int queriesPerPart;

  /** Byte offsets within a worker's scratch. */
  final long keysAt;

  final long valuesAt;
  final long scoresAt;
  final long outAt;
  final long sumsAt;
  final long statesAt;
  final long factorsAt;

  /** Bytes from one row to the next of scores, and of weighted values. */
  final long scoreStride;

  final long sumStride;

  /** Bytes of a worker's scratch, which starts with widened rows. */
  final long bytes;

  /**
   * Laid out for tiles of so many columns, powers of two; the wide one is taken where its panels
   * are not half empty.
   */
  AttentionScratch(Sizes sizes, ElementType keyType, ElementType valueType, int narrow, int wide) {
    this.sizes = sizes;
    int keys = Math.min(Attention.TILE_KEYS, sizes.keys());
    keyColumns = keys <= narrow ? narrow : wide;
    valueColumns = sizes.valueSize() <= narrow ? narrow : wide;
    int keyPanels = PanelPacking.panels(keys, keyColumns);
    valuePanels = PanelPacking.panels(sizes.valueSize(), valueColumns);
    group = sizes.heads() / sizes.keyHeads();
    fewQueries = sizes.queries() <= FEW_QUERIES;
    queriesPerPart = Math.min(sizes.queries(), QUERY_BLOCK);
    long rows = fewQueries ? Math.multiplyExact(sizes.queries(), (long) group) : queriesPerPart;
    scoreStride = Math.multiplyExact((long) keyPanels, (long) keyColumns * Float.BYTES);
    sumStride = Math.multiplyExact((long) valuePanels, (long) valueColumns * Float.BYTES);
    int widest =
        Math.max(
            keyType == ElementType.FLOAT32 ? 0 : sizes.headSize(),
            valueType == ElementType.FLOAT32 ? 0 : sizes.valueSize());
    keysAt = after(0, keys, (long) widest * Float.BYTES);
    valuesAt = after(keysAt, sizes.headSize(), scoreStride);
    scoresAt = after(valuesAt, keys, sumStride);
    outAt = after(scoresAt, ProductTile.MAX_ROWS, scoreStride);
    sumsAt = after(outAt, ProductTile.MAX_ROWS, (long) valueColumns * Float.BYTES);
    statesAt = after(sumsAt, rows, sumStride);
    factorsAt = after(statesAt, rows, 2L * Float.BYTES);
    bytes = after(factorsAt, ProductTile.MAX_ROWS, 2L * Float.BYTES);
  }

  /**
   * Bytes of a worker's scratch, whatever vectors it will compute with: narrower tiles are never
   * filled up to more columns. To ask for them does not start the Vector API.
   */
  static long mostBytes(Sizes sizes, ElementType keyType, ElementType valueType) {
    return new AttentionScratch(sizes, keyType, valueType, WIDEST_NARROW, WIDEST_WIDE).bytes;
  }

  private static long after(long start, long count, long size) {
    return NativeMemory.roundUp(Math.addExact(start, Math.multiplyExact(count, size)));
  }

  int partsPerHead() {
    return fewQueries ? 1 : Math.ceilDiv(sizes.queries(), queriesPerPart);
  }
}
