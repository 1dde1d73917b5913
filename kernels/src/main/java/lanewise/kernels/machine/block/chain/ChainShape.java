package lanewise.kernels.machine.block.chain;

import lanewise.kernels.ElementType;

/**
 * How a product of m rows of activations with n rows of weights is cut, and where things lie in a
 * worker's scratch. All numbers follow from the sizes.
 *
 * @param rowsPerPart rows of activations that a part passes over a panel it has decoded
 * @param panels panels of columns, the last perhaps incomplete
 * @param run elements of k that are decoded at once, a multiple of 256
 * @param tilesPerCall how many tiles one call may take
 * @param restingAt where in the scratch chains rest between runs, behind the panel
 * @param valuesAt where a column's run is decoded by loops before it goes to the panel
 * @param bytes all of a worker's scratch
 */
record ChainShape(
    int m,
    int n,
    int k,
    int rowsPerPart,
    int panels,
    int run,
    int tilesPerCall,
    long restingAt,
    long valuesAt,
    long bytes) {
  /** Rows whose chains, one of 64 bytes for each column, stay in the second cache. */
  private static final int MOST_ROWS = 96;

  /** The same where loops decode the weights, which takes as long as many rows do. */
  private static final int MOST_ROWS_OF_LOOPS = 264;

  /** Elements of a run: a panel of them and the activations stay in the nearer caches. */
  private static final int RUN = 512;

  /** The same for few rows, where reading long stretches of a weights' row counts for more. */
  private static final int RUN_OF_FEW = 2048;

  private static final int FEW_ROWS = 48;

  /** Elements of k times tiles that one call may take: some ten microseconds. */
  private static final int CALL_WORK = 2048;

  static ChainShape of(ChainPanel panel, ElementType type, int m, int k, int n) {
    return of(panel, type, m, k, n, m <= FEW_ROWS ? RUN_OF_FEW : RUN);
  }

  static ChainShape of(ChainPanel panel, ElementType type, int m, int k, int n, int longest) {
    int tileRows = panel.tileRows();
    int most = DecodeCode.has(type) ? MOST_ROWS : MOST_ROWS_OF_LOOPS;
    int rowBlocks = Math.max(1, Math.ceilDiv(m, most));
    int rows = Math.ceilDiv(Math.ceilDiv(m, rowBlocks), tileRows) * tileRows;
    int run = Math.min(longest, Math.ceilDiv(k, 256) * 256);
    int steps = run / ChainPanel.CHAINS;
    long resting = ChainBlock.BYTES + panel.bytes(steps);
    int tiles = rows / tileRows;
    long values = resting + (k > run ? (long) tiles * panel.groups() * panel.restingBytes() : 0);
    long bytes = values + (DecodeCode.has(type) ? 0 : (long) run * Float.BYTES);
    int panels = Math.ceilDiv(n, panel.columns());
    int tilesPerCall = Math.max(1, CALL_WORK / Math.max(1, run));
    return new ChainShape(m, n, k, rows, panels, run, tilesPerCall, resting, values, bytes);
  }

  int rowBlocks() {
    return m == 0 ? 0 : Math.ceilDiv(m, rowsPerPart);
  }
}
