package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Fills packed byte panels, a part each.
 *
 * @param full packs a full panel, last the last one; null where Java's own loop does it
 */
record PackTaskInt8(
    BytePanels panels, MatrixView rhs, PackedMatrix into, Routine full, Routine last)
    implements Task {

  /** Rows that one call packs, so that it stays short; a multiple of a step's rows. */
  private static final int ROWS_PER_CALL = 1024;

  static Task of(ProductRoutinesInt8 routines, MatrixView rhs, PackedMatrix into) {
    VectorUnit unit = routines.unit().vectors();
    BytePanels panels = new BytePanels(unit);
    int columns = into.n() % unit.panelColumns();
    boolean unsigned = into.type() == ElementType.UINT8;
    boolean rows = rhs.columnStride() == 1 || into.n() == 1;
    if (rows && unit == VectorUnit.AVX512) {
      try {
        Routine full = routines.pack(unsigned, unit.panelVectors());
        Routine last = columns == 0 ? full : routines.pack(unsigned, panels.vectors(columns));
        return new PackTaskInt8(panels, rhs, into, full, last);
      } catch (MachineCodeRefusedException e) {
        return new PackTaskInt8(panels, rhs, into, null, null);
      }
    }
    return new PackTaskInt8(panels, rhs, into, null, null);
  }

  @Override
  public int parts() {
    return Math.ceilDiv(into.n(), panels.unit().panelColumns());
  }

  @Override
  public void run(int panel, int worker) {
    if (!rhs.segment().scope().isAlive() || !into.segment().scope().isAlive()) {
      throw new IllegalStateException("an operand of this packing has been freed");
    }
    if (full == null) {
      panels.packLoop(rhs, into, panel);
      return;
    }
    VectorUnit unit = panels.unit();
    int firstColumn = panel * unit.panelColumns();
    int columns = Math.min(unit.panelColumns(), into.n() - firstColumn);
    int vectors = panels.vectors(columns);
    Routine routine = columns == unit.panelColumns() ? full : last;
    long sums = panels.sumsOffset(into.k(), into.n()) + 4L * firstColumn;
    MemorySegment target = into.segment();
    for (int i = 0; i < vectors * unit.bytes(); i += Long.BYTES) {
      target.set(JAVA_LONG_UNALIGNED, sums + i, 0L);
    }
    long from = rhs.segment().address() + rhs.byteOffset() + firstColumn * rhs.columnStride();
    long to = target.address() + panels.panelOffset(into.k(), panel);
    for (int row = 0; row < into.k(); row += ROWS_PER_CALL) {
      int rows = Math.min(ROWS_PER_CALL, into.k() - row);
      routine.call(
          from + row * rhs.rowStride(),
          rhs.rowStride(),
          to + (long) row / BytePanels.STEP_ROWS * vectors * unit.bytes(),
          rows,
          -1L >>> 64 - columns,
          target.address() + sums);
    }
    Reference.reachabilityFence(this);
  }
}
