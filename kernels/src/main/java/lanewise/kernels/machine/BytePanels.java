package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/**
 * The packed layout of a byte right-hand side: panels of 64 columns, in which four rows are one
 * step and each column's four bytes lie together, made signed; the last panel is as wide as its
 * vectors. Behind the panels lies each column's sum as i32.
 */
final class BytePanels {
  private static final VectorUnit UNIT = VectorUnit.AVX512;

  /** Rows that make one step. */
  static final int STEP_ROWS = 4;

  private BytePanels() {}

  static int steps(int k) {
    return Math.ceilDiv(k, STEP_ROWS);
  }

  static int vectors(int columns) {
    return Math.ceilDiv(columns, UNIT.lanes());
  }

  static long bytes(int k, int n) {
    long perVector = (long) UNIT.bytes() * (steps(k) + 1L);
    return Math.multiplyExact(perVector, (long) vectors(n));
  }

  static long sumsOffset(int k, int n) {
    return (long) UNIT.bytes() * steps(k) * vectors(n);
  }

  private static int panelVectors(int n, int panel) {
    int panels = n / UNIT.panelColumns();
    return panel < panels ? UNIT.panelVectors() : vectors(n - panels * UNIT.panelColumns());
  }

  /** Where a panel starts. */
  static long panelOffset(int k, int panel) {
    return (long) panel * steps(k) * UNIT.panelVectors() * UNIT.bytes();
  }

  /** Where the byte of a row and column is. */
  static long at(int k, int n, int row, int column) {
    int panel = column / UNIT.panelColumns();
    long step = (long) panelVectors(n, panel) * UNIT.bytes();
    int within = column % UNIT.panelColumns();
    return panelOffset(k, panel) + row / STEP_ROWS * step + 4L * within + row % STEP_ROWS;
  }

  /** Whether a byte of a single panel and its sums belongs to a column that is there. */
  static boolean isColumn(int n, int at) {
    return at % (vectors(n) * UNIT.bytes()) < 4 * n;
  }

  /** Fills a panel in plain Java, from a source of any strides. */
  static void packLoop(MatrixView rhs, PackedMatrix into, int panel) {
    MemorySegment target = into.segment();
    int k = into.k();
    int n = into.n();
    int flip = into.type() == ElementType.UINT8 ? 0x80 : 0;
    int first = panel * UNIT.panelColumns();
    int end = Math.min(first + UNIT.panelColumns(), n);
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
