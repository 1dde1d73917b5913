package lanewise.kernels.machine.block.chain;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.scalar.block.BlockFormat;
import lanewise.natives.machine.Routine;

/**
 * A product cut into parts: some rows of activations by one panel of columns, which is decoded for
 * a run of k before all the rows pass over it.
 *
 * @param bytesPerWorker scratch of each worker
 * @param block a {@link ProductBlock} for whole panels, and behind it one for the last
 * @param operands everything else whose address the routines get
 */
record ChainTask(
    ChainPanel panel,
    ChainShape shape,
    ChainRoutines.OfTask routines,
    BlockFormat format,
    BlockMatrix weights,
    MemorySegment scratch,
    long bytesPerWorker,
    MemorySegment block,
    MemorySegment[] operands)
    implements Task {

  @Override
  public int parts() {
    return Math.multiplyExact(shape.rowBlocks(), shape.panels());
  }

  @Override
  public void run(int part, int worker) {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this product has been freed");
      }
    }
    int firstRow = part / shape.panels() * shape.rowsPerPart();
    int endRow = Math.min(firstRow + shape.rowsPerPart(), shape.m());
    int column = part % shape.panels();
    long own = worker * bytesPerWorker;
    if (own < 0 || own + shape.bytes() > scratch.byteSize()) {
      throw new IllegalArgumentException("there is no scratch for worker " + worker);
    }
    for (int first = 0; first < shape.k(); first += shape.run()) {
      int count = Math.min(shape.run(), shape.k() - first);
      int steps = count / ChainPanel.CHAINS;
      int tail = count % ChainPanel.CHAINS;
      int allSteps = steps + (tail == 0 ? 0 : 1);
      decode(own, column, first, steps, tail);
      ChainBlock.set(scratch, own, ChainBlock.STEPS, steps);
      ChainBlock.setTail(scratch, own, tail);
      ChainBlock.set(scratch, own, ChainBlock.PANEL, scratch.address() + own + ChainBlock.BYTES);
      ChainBlock.set(scratch, own, ChainBlock.LAST, first + count == shape.k() ? 1 : 0);
      ChainBlock.set(scratch, own, ChainBlock.GROUP_BYTES, (long) allSteps * panel.pitch());
      multiply(own, column, firstRow, endRow, first);
    }
    Reference.reachabilityFence(operands);
    Reference.reachabilityFence(this);
  }

  private void decode(long own, int column, int first, int steps, int tail) {
    ElementType type = weights.type();
    int end = Math.min(shape.n() - column * panel.columns(), panel.columns());
    int allSteps = steps + (tail == 0 ? 0 : 1);
    for (int i = 0; i < end; i++) {
      long row = (long) column * panel.columns() + i;
      long from = weights.byteOffset() + row * weights.rowBytes() + type.byteSize(first);
      long to = own + ChainBlock.BYTES + panel.columnAt(i, allSteps);
      if (steps > 0) {
        long source = weights.segment().address() + from;
        if (!DecodeCode.has(type)) {
          int blocks = steps * ChainPanel.CHAINS / type.blockElements();
          format.decode(weights.segment(), from, blocks, scratch, own + shape.valuesAt());
          source = scratch.address() + own + shape.valuesAt();
        }
        routines.decode().call(source, scratch.address() + to, steps);
      }
      if (tail > 0) {
        long tailFrom = from + type.byteSize((long) steps * ChainPanel.CHAINS);
        long tailTo = to + (long) steps * panel.pitch();
        format.decode(weights.segment(), tailFrom, tail, scratch, tailTo);
      }
    }
  }

  private void multiply(long own, int column, int firstRow, int endRow, int first) {
    boolean last = (column + 1) * panel.columns() > shape.n();
    long address = block.address() + (last ? ProductBlock.BYTES : 0);
    long resting = scratch.address() + own + shape.restingAt();
    int row = firstRow;
    while (row < endRow) {
      int left = endRow - row;
      int tiles = Math.min(left / panel.tileRows(), shape.tilesPerCall());
      ChainBlock.set(scratch, own, ChainBlock.RESTING, resting);
      Routine routine = tiles > 0 ? routines.whole() : routines.rest();
      int now = Math.max(1, tiles);
      routine.call(address, row, now, column, scratch.address() + own, first);
      row += tiles > 0 ? tiles * panel.tileRows() : left;
      resting += (long) now * panel.groups() * panel.restingBytes();
    }
  }
}
