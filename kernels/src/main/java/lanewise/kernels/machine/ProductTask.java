package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.Task;
import lanewise.natives.machine.Routine;

/**
 * A product cut into parts: a part is some rows by some panels, so that its panels stay in the
 * second cache while the rows pass, and each call is short. Parts depend on the sizes alone.
 *
 * @param shape the sizes
 * @param full what computes whole panels; null where there is none
 * @param last what computes the narrower last panel; null where there is none
 * @param rowTerms what each part computes of its rows first; null for nothing
 * @param operands everything whose address the routines get
 */
record ProductTask(
    ProductShape shape, Panel full, Panel last, RowTerms rowTerms, MemorySegment[] operands)
    implements Task {
  /** Rows of a tile. */
  static final int TILE_ROWS = 6;

  /**
   * One kind of panel.
   *
   * @param block the matrices
   * @param six for tiles of six rows, or null where there are fewer rows
   * @param rest for the rows that are left, or null
   */
  record Panel(MemorySegment block, Routine six, Routine rest) {}

  /**
   * Sums of rows. Parts that share rows write the same numbers to the same places.
   *
   * @param k bytes of a row
   */
  record RowTerms(Routine routine, int k) {}

  @Override
  public int parts() {
    return Math.multiplyExact(shape.rowBlocks(), shape.panelGroups());
  }

  @Override
  public void run(int part, int worker) {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this product has been freed");
      }
    }
    int groups = shape.panelGroups();
    int firstRow = part / groups * shape.rowsPerPart();
    int endRow = Math.min(firstRow + shape.rowsPerPart(), shape.m());
    int firstPanel = part % groups * shape.panelsPerPart();
    int endPanel = Math.min(firstPanel + shape.panelsPerPart(), shape.panels());
    if (rowTerms != null) {
      long block = (full == null ? last : full).block.address();
      rowTerms.routine.call(block, firstRow, endRow - firstRow, rowTerms.k, 0, 0);
    }
    int firstK = 0;
    do {
      int countK = Math.min(shape.kPerPass(), shape.k() - firstK);
      for (int panel = firstPanel; panel < endPanel; panel++) {
        run(panel < shape.fullPanels() ? full : last, panel, firstRow, endRow, firstK, countK);
      }
      firstK += countK;
    } while (firstK < shape.k());
    Reference.reachabilityFence(operands);
  }

  private void run(Panel kind, int panel, int firstRow, int endRow, int firstK, int countK) {
    long block = kind.block.address();
    int row = firstRow;
    int tiles = (endRow - firstRow) / TILE_ROWS;
    while (tiles > 0) {
      int now = Math.min(tiles, shape.tilesPerCall());
      kind.six.call(block, row, now, panel, firstK, countK);
      row += now * TILE_ROWS;
      tiles -= now;
    }
    if (row < endRow) {
      kind.rest.call(block, row, 1, panel, firstK, countK);
    }
    Reference.reachabilityFence(kind);
  }
}
