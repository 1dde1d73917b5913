package lanewise.kernels.machine;

import lanewise.kernels.Knob;

/**
 * How a product of m × k by k × n is cut. All numbers follow from the sizes.
 *
 * @param tileRows rows of a tile
 * @param k rows of the packed right-hand side as its kernel counts them
 * @param fullPanels panels of full width
 * @param panels all panels, the narrower last one included
 * @param rowsPerPart a multiple of the tile's rows
 * @param kPerPass how much of k is done for all panels of a part before the next
 * @param tilesPerCall how many tiles one call may take
 */
public record ProductShape(
    int tileRows,
    int m,
    int k,
    int fullPanels,
    int panels,
    int rowsPerPart,
    int panelsPerPart,
    int kPerPass,
    int tilesPerCall) {
  /** Rows of a part: many, because each part reads its panels from afar. */
  private static final int ROWS_PER_PART = 180;

  /** The fewest, where rows are cut finer so that there are {@link #PARTS_WANTED}. */
  private static final int LEAST_TILES = 4;

  /** How many parts keep some threads busy to the end. */
  private static final int PARTS_WANTED = 16;

  /** Steps of k over one tile that one call may take: some tens of microseconds. */
  private static final int STEPS_PER_CALL = 5000;

  /** Steps of k over one tile that make a part worth handing out. */
  private static final int STEPS_PER_PART = 768;

  /** Bytes of one panel's pass that stay in the second cache beside the rows' part of it. */
  private static final int PASS_BYTES = 256 * 1024;

  /**
   * Cuts a product.
   *
   * @param k in steps of the kernel's loop
   * @param panelColumns columns of a full panel
   * @param stepBytes bytes of a full panel's step
   * @param mayPass whether sums may rest in the output between two passes over k
   */
  static ProductShape of(int m, int n, int k, int panelColumns, int stepBytes, boolean mayPass) {
    int passBytes = Knob.BLOCK_BYTES.integer(PASS_BYTES, 4096, 1 << 30);
    int pass = Math.clamp(passBytes / stepBytes, 1, STEPS_PER_CALL);
    int kPerPass = !mayPass || m <= 12 || k <= pass + pass / 2 ? k : pass;
    return of(ProductTask.TILE_ROWS, m, n, k, panelColumns, 1, kPerPass);
  }

  /**
   * Cuts a product.
   *
   * @param stepCost how many steps of the f32 product one step takes
   */
  public static ProductShape of(
      int tileRows, int m, int n, int k, int panelColumns, int stepCost, int kPerPass) {
    if (m == 0 || n == 0) {
      return new ProductShape(tileRows, m, k, 0, 0, tileRows, 1, k, 1);
    }
    int fullPanels = n / panelColumns;
    int panels = Math.ceilDiv(n, panelColumns);
    int mostRows = Knob.BLOCK_ROWS.integer(ROWS_PER_PART, 1, 1 << 20);
    int allTiles = Math.ceilDiv(m, tileRows);
    int finest = Math.max(1, allTiles / LEAST_TILES);
    int blocks =
        Math.max(
            Math.ceilDiv(allTiles, Math.ceilDiv(mostRows, tileRows)),
            Math.min(finest, Math.ceilDiv(PARTS_WANTED, panels)));
    int tiles = Math.ceilDiv(allTiles, blocks);
    long steps = (long) Math.max(1, k) * stepCost * tiles;
    int panelsPerPart = Math.clamp(STEPS_PER_PART / steps, 1, panels);
    int stepsPerTile = Math.max(1, kPerPass) * stepCost;
    int tilesPerCall = Math.max(1, STEPS_PER_CALL / stepsPerTile);
    return new ProductShape(
        tileRows,
        m,
        k,
        fullPanels,
        panels,
        tiles * tileRows,
        panelsPerPart,
        kPerPass,
        tilesPerCall);
  }

  /**
   * The same with at least this many panels in a part, as long as eight parts are left for each
   * block of rows: for work that each part does once for its rows.
   */
  ProductShape withPanels(int least) {
    int most = Math.max(panelsPerPart, Math.min(least, panels / 8));
    return new ProductShape(
        tileRows, m, k, fullPanels, panels, rowsPerPart, most, kPerPass, tilesPerCall);
  }

  public int rowBlocks() {
    return Math.ceilDiv(m, rowsPerPart);
  }

  public int panelGroups() {
    return Math.ceilDiv(panels, panelsPerPart);
  }
}
