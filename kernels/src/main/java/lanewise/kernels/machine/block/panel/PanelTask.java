package lanewise.kernels.machine.block.panel;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.ProductBlock;
import lanewise.natives.machine.Routine;

/**
 * A product cut into parts. A part takes some rows of activations and some panels of columns; for
 * each run of k it unpacks a panel and passes all its rows over it.
 *
 * @param bytesPerWorker scratch of each worker
 * @param block a {@link ProductBlock} for whole panels, and behind it one for the last
 * @param operands everything else whose address the routines get
 */
record PanelTask(
    PanelScheme scheme,
    PanelShape shape,
    PanelScratch layout,
    PanelRoutines.OfTask routines,
    QuantizedRows lhs,
    BlockMatrix weights,
    MemorySegment scratch,
    long bytesPerWorker,
    MemorySegment block,
    MemorySegment[] operands)
    implements Task {

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
    long own = worker * bytesPerWorker;
    if (own < 0 || own + layout.bytes() > scratch.byteSize()) {
      throw new IllegalArgumentException("there is no scratch for worker " + worker);
    }
    for (int first = 0; first < shape.blocks(); first += shape.blocksPerRun()) {
      int count = Math.min(shape.blocksPerRun(), shape.blocks() - first);
      PanelBlock.set(scratch, own, PanelBlock.BLOCKS, count);
      PanelBlock.set(scratch, own, PanelBlock.PANEL, scratch.address() + own + layout.panel());
      if (scheme.hasTable()) {
        tabulate(own, firstRow, endRow - firstRow, first, count);
      }
      for (int panel = firstPanel; panel < endPanel; panel++) {
        unpack(own, panel, first, count);
        int rowsBefore = (panel - firstPanel) * shape.rowsPerPart();
        multiply(own, panel, firstRow, endRow, first, rowsBefore);
      }
    }
    Reference.reachabilityFence(operands);
    Reference.reachabilityFence(this);
  }

  private void tabulate(long own, int firstRow, int rows, int first, int count) {
    long rowBytes = QuantizedRows.rowBytes(lhs.block(), lhs.columns());
    int blockSums = lhs.block() / QuantizedRows.SUM_ELEMENTS * Short.BYTES;
    long sums = QuantizedRows.sumsAt(lhs.block(), lhs.columns()) + (long) first * blockSums;
    int lanes = scheme.unit().lanes();
    routines
        .table()
        .call(
            lhs.segment().address() + firstRow * rowBytes + sums,
            rowBytes,
            scratch.address() + own + layout.table(),
            layout.tableRowBytes(),
            rows,
            scheme.hasWideSums() ? count : Math.ceilDiv(count, lanes));
  }

  private void unpack(long own, int panel, int first, int count) {
    int lanes = scheme.unit().lanes();
    long to = scratch.address() + own + layout.panel();
    long runAt = weights.byteOffset() + (long) first * scheme.type().blockBytes();
    for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
      int column = panel * scheme.columns() + vector * lanes;
      if (column >= shape.n()) {
        return;
      }
      long from = runAt + column * weights.rowBytes();
      long toVector = to + (long) vector * scheme.unit().bytes();
      if (column + lanes <= shape.n()) {
        long address = weights.segment().address() + from;
        routines.unpack().call(address, weights.rowBytes(), toVector, count, 0, 0);
      } else {
        long staged = stage(own, from, shape.n() - column, count);
        long runBytes = (long) count * scheme.type().blockBytes();
        routines.unpack().call(staged, runBytes, toVector, count, 0, 0);
      }
    }
  }

  /** Copies the last rows and repeats the very last, so that every lane has one. */
  private long stage(long own, long from, int rows, int count) {
    long runBytes = (long) count * scheme.type().blockBytes();
    long to = own + layout.staging();
    for (int lane = 0; lane < scheme.unit().lanes(); lane++) {
      long source = from + Math.min(lane, rows - 1) * weights.rowBytes();
      MemorySegment.copy(weights.segment(), source, scratch, to + lane * runBytes, runBytes);
    }
    return scratch.address() + to;
  }

  private void multiply(long own, int panel, int firstRow, int endRow, int first, int rowsBefore) {
    boolean last = (panel + 1) * scheme.columns() > shape.n();
    long address = block.address() + (last ? ProductBlock.BYTES : 0);
    int tileRows = PanelTileCode.tileRows(scheme.unit());
    int row = firstRow;
    while (row < endRow) {
      int left = endRow - row;
      int tiles = Math.min(left / tileRows, shape.tilesPerCall());
      int within = row - firstRow;
      long sums = layout.sums() + (long) (rowsBefore + within) * scheme.itemBytes();
      long table = layout.table() + within * layout.tableRowBytes();
      PanelBlock.set(scratch, own, PanelBlock.SUMS, scratch.address() + own + sums);
      PanelBlock.set(scratch, own, PanelBlock.TABLE, scratch.address() + own + table);
      Routine routine = tiles > 0 ? routines.whole() : routines.rest();
      int now = Math.max(1, tiles);
      routine.call(address, row, now, panel, scratch.address() + own, first);
      row += tiles > 0 ? tiles * tileRows : left;
    }
  }
}
