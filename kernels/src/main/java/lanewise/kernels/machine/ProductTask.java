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
public record ProductTask(
    ProductShape shape, Panel full, Panel last, RowTerms rowTerms, MemorySegment[] operands)
    implements Task {
  /** Rows of a tile, where nothing else is said. */
  public static final int TILE_ROWS = 6;

  /**
   * One kind of panel.
   *
   * @param block the matrices
   * @param whole for tiles of all their rows, or null where there are fewer rows
   * @param rest for the rows that are left, or null
   */
  public record Panel(MemorySegment block, Routine whole, Routine rest) {}

  /**
   * Sums of rows. Parts that share rows write the same numbers to the same places.
   *
   * @param k bytes of a row
   */
  public record RowTerms(Routine routine, int k) {}

  @Override
  public int parts() {
    return Math.multiplyExact(shape.rowBlocks(), shape.panelGroups());
  }

  /** Requires that everything whose address the routines get is still there. */
  public void requireOperands() {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this product has been freed");
      }
    }
  }

  @Override
  public void run(int part, int worker) {
    requireOperands();
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
        Panel kind = panel < shape.fullPanels() ? full : last;
        run(kind, kind.block.address(), panel, firstRow, endRow, firstK, countK);
      }
      firstK += countK;
    } while (firstK < shape.k());
    Reference.reachabilityFence(operands);
  }

  /**
   * Multiplies some rows with some steps of a panel.
   *
   * @param block the address of a block that describes the matrices; the panel's own or a copy
   */
  public void run(
      Panel kind, long block, int panel, int firstRow, int endRow, int firstK, int countK) {
    int row = firstRow;
    int tiles = (endRow - firstRow) / shape.tileRows();
    while (tiles > 0) {
      int now = Math.min(tiles, shape.tilesPerCall());
      kind.whole.call(block, row, now, panel, firstK, countK);
      row += now * shape.tileRows();
      tiles -= now;
    }
    if (row < endRow) {
      kind.rest.call(block, row, 1, panel, firstK, countK);
    }
    Reference.reachabilityFence(kind);
  }
}
