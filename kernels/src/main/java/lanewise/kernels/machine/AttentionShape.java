package lanewise.kernels.machine;

import lanewise.kernels.Attention.Sizes;

/**
 * How an attention is cut and where its scratch lies: blocks of arguments, packed keys, packed
 * values (where they can't be read in place), scores of one block of queries.
 *
 * @param queriesPerPart queries of one head that share its packed keys
 * @param blockRows queries whose scores are held at once, a multiple of a tile's rows
 */
record AttentionShape(
    Sizes sizes,
    Panels keys,
    Panels values,
    boolean packsValues,
    int queriesPerPart,
    int blockRows,
    long keyBytes,
    long valueBytes,
    long scoreRowBytes) {
  /** Bytes of scratch for the arguments of five kinds of calls. */
  static final long BLOCKS = 5L * ProductBlock.BYTES;

  private static final int MOST_BLOCK_ROWS = 60;
  private static final int MOST_QUERIES = 240;

  /**
   * Columns as panels.
   *
   * @param full panels of full width
   * @param lastColumns columns of the narrower last panel, 0 for none
   * @param lastVectors its vectors
   */
  record Panels(int full, int lastColumns, int lastVectors) {
    static Panels of(VectorUnit unit, int columns) {
      int last = columns % unit.panelColumns();
      return new Panels(columns / unit.panelColumns(), last, Math.ceilDiv(last, unit.lanes()));
    }

    int vectors(VectorUnit unit) {
      return full * unit.panelVectors() + lastVectors;
    }
  }

  static AttentionShape of(VectorUnit unit, Sizes sizes) {
    Panels keys = Panels.of(unit, sizes.keys());
    Panels values = Panels.of(unit, sizes.valueSize());
    boolean packsValues = sizes.valueSize() % unit.lanes() != 0;
    int queriesPerPart = Math.max(1, Math.min(sizes.queries(), MOST_QUERIES));
    int blocks = Math.ceilDiv(queriesPerPart, MOST_BLOCK_ROWS);
    int six = ProductTask.TILE_ROWS;
    int blockRows = Math.ceilDiv(Math.ceilDiv(queriesPerPart, blocks), six) * six;
    long keyVectorBytes = (long) keys.vectors(unit) * unit.bytes();
    long keyBytes = Math.multiplyExact(keyVectorBytes, (long) sizes.headSize());
    long valueBytes =
        packsValues
            ? Math.multiplyExact((long) values.vectors(unit) * unit.bytes(), (long) sizes.keys())
            : 0;
    return new AttentionShape(
        sizes,
        keys,
        values,
        packsValues,
        queriesPerPart,
        blockRows,
        roundUp(keyBytes),
        roundUp(valueBytes),
        // One line more, so that rows do not all fall into the same sets of the cache.
        roundUp(keyVectorBytes) + 64);
  }

  private static long roundUp(long bytes) {
    return bytes + 63 & -64L;
  }

  long scratchBytes() {
    long rows = Math.min(blockRows, sizes.queries());
    return BLOCKS + keyBytes + valueBytes + Math.multiplyExact(scoreRowBytes, rows);
  }

  int partsPerHead() {
    return Math.ceilDiv(sizes.queries(), queriesPerPart);
  }

  /** All numbers of rows that a tile has somewhere. */
  int[] tileRows() {
    boolean[] needed = new boolean[ProductTask.TILE_ROWS + 1];
    int count = 0;
    for (int part = 0; part < partsPerHead(); part++) {
      int rows = Math.min(queriesPerPart, sizes.queries() - part * queriesPerPart);
      for (int row = 0; row < rows; row += blockRows) {
        int block = Math.min(blockRows, rows - row);
        count += mark(needed, block >= ProductTask.TILE_ROWS ? ProductTask.TILE_ROWS : 0);
        count += mark(needed, block % ProductTask.TILE_ROWS);
      }
    }
    int[] rows = new int[count];
    for (int i = ProductTask.TILE_ROWS; i > 0; i--) {
      if (needed[i]) {
        rows[--count] = i;
      }
    }
    return rows;
  }

  private static int mark(boolean[] needed, int rows) {
    if (rows == 0 || needed[rows]) {
      return 0;
    }
    needed[rows] = true;
    return 1;
  }
}
