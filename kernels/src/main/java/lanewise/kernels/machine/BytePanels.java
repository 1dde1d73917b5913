package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/**
 * The packed layout of a byte right-hand side: panels of a tile's columns, in which four rows are
 * one step and each column's four bytes lie together, made signed; the last panel is as wide as its
 * vectors. Behind the panels lies each column's sum as i32.
 */
record BytePanels(VectorUnit unit) {

  /** Rows that make one step. */
  static final int STEP_ROWS = 4;

  int steps(int k) {
    return Math.ceilDiv(k, STEP_ROWS);
  }

  int vectors(int columns) {
    return Math.ceilDiv(columns, unit.lanes());
  }

  long bytes(int k, int n) {
    long perVector = (long) unit.bytes() * (steps(k) + 1L);
    return Math.multiplyExact(perVector, (long) vectors(n));
  }

  long sumsOffset(int k, int n) {
    return (long) unit.bytes() * steps(k) * vectors(n);
  }

  private int panelVectors(int n, int panel) {
    int panels = n / unit.panelColumns();
    return panel < panels ? unit.panelVectors() : vectors(n - panels * unit.panelColumns());
  }

  /** Where a panel starts. */
  long panelOffset(int k, int panel) {
    return (long) panel * steps(k) * unit.panelVectors() * unit.bytes();
  }

  /** Where the byte of a row and column is. */
  long at(int k, int n, int row, int column) {
    int panel = column / unit.panelColumns();
    long step = (long) panelVectors(n, panel) * unit.bytes();
    int within = column % unit.panelColumns();
    return panelOffset(k, panel) + row / STEP_ROWS * step + 4L * within + row % STEP_ROWS;
  }

  /** Whether a byte of a single panel and its sums belongs to a column that is there. */
  boolean isColumn(int n, int at) {
    return at % (vectors(n) * unit.bytes()) < 4 * n;
  }

  /** Fills a panel in plain Java, from a source of any strides. */
  void packLoop(MatrixView rhs, PackedMatrix into, int panel) {
    MemorySegment target = into.segment();
    int k = into.k();
    int n = into.n();
    int flip = into.type() == ElementType.UINT8 ? 0x80 : 0;
    int first = panel * unit.panelColumns();
    int end = Math.min(first + unit.panelColumns(), n);
    for (int column = first; column < end; column++) {
      int sum = 0;
      for (int row = 0; row < steps(k) * STEP_ROWS; row++) {
        byte value = 0;
        if (row < k) {
          long from = row * rhs.rowStride() + column * rhs.columnStride();
          value = (byte) (rhs.segment().get(JAVA_BYTE, rhs.byteOffset() + from) ^ flip);
        }
        sum += value;
        target.set(JAVA_BYTE, at(k, n, row, column), value);
      }
      target.set(JAVA_INT_UNALIGNED, sumsOffset(k, n) + 4L * column, sum);
    }
  }
}
