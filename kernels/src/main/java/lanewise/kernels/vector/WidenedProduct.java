package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;

/**
 * A product whose panels are widened to f32 in the worker's scratch and multiplied there by the
 * tiles of the f32 product. A worker's scratch holds a tile of results, then a tile of the
 * left-hand side, then a panel.
 */
abstract class WidenedProduct implements Task {
  static final ProductTile TILE = VectorMatMulF32.TILE;

  /** Columns of a panel. */
  static final int WIDTH = TILE.columns();

  static final int ROW_BYTES = WIDTH * Float.BYTES;

  private static final long RESULT_BYTES = (long) ProductTile.MAX_ROWS * ROW_BYTES;

  private final ProductParts parts;
  private final TileFinish finish;
  private final int leftColumns;
  private final long scratchBytes;
  final MemorySegment scratch;

  /**
   * A product of m × k by k × n.
   *
   * @param leftColumns elements of k that a row of the left tile holds; 0 where there is none
   * @param rows rows of a widened panel
   */
  WidenedProduct(
      int m,
      int k,
      int n,
      int leftColumns,
      int rows,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    this.parts = ProductParts.of(m, k, n, WIDTH);
    this.finish = new TileFinish(out, epilogue);
    this.leftColumns = leftColumns;
    this.scratchBytes = scratchBytes(leftColumns, rows);
    this.scratch = scratch;
  }

  /** Scratch that a worker needs. */
  static long scratchBytes(int leftColumns, int rows) {
    long left = Bounds.product("scratch", ProductTile.MAX_ROWS, leftColumns, Float.BYTES);
    return 2 * RESULT_BYTES + aligned(left) + Bounds.product("scratch", rows, ROW_BYTES);
  }

  private static long aligned(long bytes) {
    return (bytes + 63) & -64;
  }

  @Override
  public final int parts() {
    return parts.parts();
  }

  @Override
  public final void run(int part, int worker) {
    long result = Bounds.workerScratch(scratch, scratchBytes, worker);
    long left = result + 2 * RESULT_BYTES;
    long panelAt = left + aligned((long) ProductTile.MAX_ROWS * leftColumns * Float.BYTES);
    int firstRow = parts.firstRow(part);
    int rows = parts.endRow(part) - firstRow;
    int tiles = (rows + ProductTile.MAX_ROWS - 1) / ProductTile.MAX_ROWS;
    for (int panel = parts.firstPanel(part); panel < parts.endPanel(part); panel++) {
      int property = widen(panel, panelAt);
      int row = firstRow;
      for (int t = 0; t < tiles; t++) {
        int height = rows / tiles + (t < rows % tiles ? 1 : 0);
        tile(panel, property, row, height, left, panelAt, result);
        finish.finish(scratch, result, ROW_BYTES, true, row, panel * WIDTH, height, WIDTH);
        row += height;
      }
    }
  }

  /** Widens a panel to {@code panelAt}; gives a number that {@link #tile} gets. */
  abstract int widen(int panel, long panelAt);

  /**
   * Multiplies {@code height} rows with the widened panel.
   *
   * @param left where a tile of the left-hand side may be made
   * @param result where the products go, {@link #ROW_BYTES} a row; behind them is as much again
   */
  abstract void tile(
      int panel, int property, int row, int height, long left, long panelAt, long result);
}
