package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Fills packed panels, a part each.
 *
 * @param blocks of a full and of the last panel
 * @param full copies a full panel's rows, last the last one's; both gather a vector's columns where
 *     the source is transposed; null where Java's own loop does it
 */
record PackTaskF32(
    VectorUnit unit,
    MatrixView rhs,
    PackedMatrix into,
    boolean transposed,
    MemorySegment blocks,
    Routine full,
    Routine last)
    implements Task {
  /** Rows that one call copies, so that it stays short. */
  private static final int ROWS_PER_CALL = 512;

  static Task of(VectorUnit unit, ProductRoutinesF32 routines, MatrixView rhs, PackedMatrix into) {
    int columns = into.n() % unit.panelColumns();
    int vectors = Math.ceilDiv(columns, unit.lanes());
    MemorySegment blocks = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    MemorySegment full = blocks.asSlice(0, ProductBlock.BYTES);
    MemorySegment last = blocks.asSlice(ProductBlock.BYTES, ProductBlock.BYTES);
    ProductBlock.setColumns(full, unit, unit.panelColumns());
    ProductBlock.set(full, ProductBlock.RHS_STEP, (long) unit.panelVectors() * unit.bytes());
    if (columns > 0) {
      ProductBlock.setColumns(last, unit, columns);
      ProductBlock.set(last, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
    }
    boolean transposed =
        rhs.rowStride() == 1
            && rhs.columnStride() > 0
            && rhs.columnStride() * Float.BYTES * unit.lanes() <= Integer.MAX_VALUE;
    try {
      if (rhs.columnStride() == 1 || into.n() == 1) {
        Routine fullRows = routines.packRows(unit.panelVectors());
        Routine lastRows = columns == 0 ? fullRows : routines.packRows(vectors);
        return new PackTaskF32(unit, rhs, into, false, blocks, fullRows, lastRows);
      }
      if (transposed) {
        Routine gather = routines.packColumns();
        return new PackTaskF32(unit, rhs, into, true, blocks, gather, gather);
      }
    } catch (MachineCodeRefusedException e) {
      return new PackTaskF32(unit, rhs, into, false, blocks, null, null);
    }
    return new PackTaskF32(unit, rhs, into, false, blocks, null, null);
  }

  @Override
  public int parts() {
    return into.k() == 0 ? 0 : Math.ceilDiv(into.n(), unit.panelColumns());
  }

  @Override
  public void run(int panel, int worker) {
    if (!rhs.segment().scope().isAlive() || !into.segment().scope().isAlive()) {
      throw new IllegalStateException("an operand of this packing has been freed");
    }
    int firstColumn = panel * unit.panelColumns();
    int columns = Math.min(unit.panelColumns(), into.n() - firstColumn);
    int vectors = Math.ceilDiv(columns, unit.lanes());
    long target = (long) panel * into.k() * unit.panelVectors() * unit.bytes();
    if (full == null) {
      loop(firstColumn, columns, vectors, target);
      return;
    }
    boolean whole = columns == unit.panelColumns();
    long block = blocks.address() + (whole ? 0 : ProductBlock.BYTES);
    long base = rhs.segment().address() + rhs.byteOffset();
    long from = base + firstColumn * rhs.columnStride() * Float.BYTES;
    long to = into.segment().address() + target;
    for (int row = 0; row < into.k(); row += ROWS_PER_CALL) {
      int rows = Math.min(ROWS_PER_CALL, into.k() - row);
      long rowFrom = from + row * rhs.rowStride() * Float.BYTES;
      long rowTo = to + (long) row * vectors * unit.bytes();
      if (!transposed) {
        long rowBytes = rhs.rowStride() * Float.BYTES;
        (whole ? full : last).call(rowFrom, rowBytes, rowTo, rows, block, 0);
        continue;
      }
      long columnBytes = rhs.columnStride() * Float.BYTES;
      for (int vector = 0; vector < vectors; vector++) {
        int lanes = Math.min(unit.lanes(), columns - vector * unit.lanes());
        full.call(
            rowFrom + (long) vector * unit.lanes() * columnBytes,
            columnBytes,
            rowTo + (long) vector * unit.bytes(),
            rows,
            block,
            lanes);
      }
    }
    Reference.reachabilityFence(this);
  }

  private void loop(int firstColumn, int columns, int vectors, long target) {
    MemorySegment source = rhs.segment();
    long at = target;
    for (int row = 0; row < into.k(); row++) {
      for (int column = 0; column < vectors * unit.lanes(); column++) {
        long index = row * rhs.rowStride() + (firstColumn + column) * rhs.columnStride();
        float value =
            column < columns
                ? source.get(JAVA_FLOAT_UNALIGNED, rhs.byteOffset() + index * Float.BYTES)
                : 0f;
        into.segment().set(JAVA_FLOAT_UNALIGNED, at, value);
        at += Float.BYTES;
      }
    }
  }
}
