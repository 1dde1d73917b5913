package lanewise.kernels.machine.block.panel;

/**
 * How a product of m rows of activations with n rows of weights is cut. All numbers follow from the
 * sizes.
 *
 * @param blocks blocks of k
 * @param panels panels of columns, the last perhaps incomplete
 * @param rowsPerPart rows of activations that a part passes over a panel it has unpacked
 * @param panelsPerPart panels that a part unpacks one after the other
 * @param blocksPerRun blocks of k that are unpacked at once: short enough for the first cache
 * @param tilesPerCall how many tiles one call may take
 */
record PanelShape(
    int m,
    int n,
    int blocks,
    int panels,
    int rowsPerPart,
    int panelsPerPart,
    int blocksPerRun,
    int tilesPerCall) {
  /** Rows that one unpacking serves at most; what a run of them takes stays in the second cache. */
  private static final int MOST_ROWS = 512;

  /** Rows that an unpacking should serve at least. */
  private static final int LEAST_ROWS = 48;

  /** Parts that let several threads end at about the same time. */
  private static final int PARTS = 16;

  /** Multiply-adds that make a part worth handing out. */
  private static final long PART_WORK = 4L << 20;

  /** Elements of a run. */
  private static final int RUN = 1024;

  /** Elements of k times tiles that one call may take: some ten microseconds. */
  private static final int CALL_WORK = 16 * 1024;

  static PanelShape of(PanelScheme scheme, int m, int k, int n) {
    return of(scheme, m, k, n, RUN);
  }

  /** The same with runs of so many elements, a multiple of 512 for types in blocks of 32. */
  static PanelShape of(PanelScheme scheme, int m, int k, int n, int run) {
    int panels = Math.ceilDiv(n, scheme.columns());
    int rowBlocks = Math.ceilDiv(m, MOST_ROWS);
    if (panels * rowBlocks < PARTS) {
      int wanted = Math.ceilDiv(PARTS, Math.max(1, panels));
      rowBlocks = Math.max(rowBlocks, Math.min(wanted, Math.ceilDiv(m, LEAST_ROWS)));
    }
    int tileRows = PanelTileCode.tileRows(scheme.unit());
    int rows = Math.ceilDiv(Math.ceilDiv(m, Math.max(1, rowBlocks)), tileRows) * tileRows;
    long panelWork = Math.max(1L, (long) rows * k * scheme.columns());
    int most = Math.max(1, panels * rowBlocks / PARTS);
    int panelsPerPart = Math.clamp(PART_WORK / panelWork, 1, most);
    int block = scheme.type().blockElements();
    int blocks = k / block;
    int blocksPerRun = Math.min(blocks, run / block);
    int tiles = Math.max(1, CALL_WORK / Math.max(1, blocksPerRun * block));
    return new PanelShape(m, n, blocks, panels, rows, panelsPerPart, blocksPerRun, tiles);
  }

  int rowBlocks() {
    return m == 0 ? 0 : Math.ceilDiv(m, rowsPerPart);
  }

  int panelGroups() {
    return Math.ceilDiv(panels, panelsPerPart);
  }

  /** Whether sums rest between runs. */
  boolean hasRuns() {
    return blocks > blocksPerRun;
  }
}
