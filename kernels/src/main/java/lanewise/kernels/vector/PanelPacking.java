package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;

/**
 * Lays a k × n matrix out in panels: the columns of a panel beside each other, row after row, the
 * last panel filled up with zeros. A part is one panel.
 *
 * @param columns columns of a panel
 */
record PanelPacking(MatrixView source, MemorySegment packed, int columns) implements Task {
  /** Rows that a strided source is read in at once, one cache line of them. */
  private static final int ROW_BLOCK = 16;

  /** How many panels n columns take. */
  static int panels(int n, int columns) {
    return n / columns + (n % columns == 0 ? 0 : 1);
  }

  @Override
  public int parts() {
    return source.rows() == 0 ? 0 : panels(source.columns(), columns);
  }

  @Override
  public void run(int panel, int worker) {
    int first = panel * columns;
    int count = Math.min(columns, source.columns() - first);
    long target = (long) panel * source.rows() * columns * Float.BYTES;
    if (count < columns) {
      packed.asSlice(target, (long) source.rows() * columns * Float.BYTES).fill((byte) 0);
    }
    for (int row = 0; row < source.rows(); row += ROW_BLOCK) {
      int rows = Math.min(ROW_BLOCK, source.rows() - row);
      if (source.columnStride() == 1) {
        copyRows(row, rows, first, count, target);
      } else {
        transposeRows(row, rows, first, count, target);
      }
    }
  }

  private void copyRows(int row, int rows, int first, int count, long target) {
    for (int p = row; p < row + rows; p++) {
      long from = source.byteOffset() + (p * source.rowStride() + first) * Float.BYTES;
      long to = target + (long) p * columns * Float.BYTES;
      int c = 0;
      for (; c <= count - Lanes.COUNT; c += Lanes.COUNT) {
        long at = (long) c * Float.BYTES;
        Lanes.store(Lanes.load(source.segment(), from + at), packed, to + at);
      }
      for (; c < count; c++) {
        copyElement(from + (long) c * Float.BYTES, to + (long) c * Float.BYTES);
      }
    }
  }

  private void transposeRows(int row, int rows, int first, int count, long target) {
    for (int c = 0; c < count; c++) {
      long column = source.byteOffset() + (first + c) * source.columnStride() * Float.BYTES;
      long to = target + (long) c * Float.BYTES;
      for (int p = row; p < row + rows; p++) {
        copyElement(
            column + p * source.rowStride() * Float.BYTES, to + (long) p * columns * Float.BYTES);
      }
    }
  }

  private void copyElement(long from, long to) {
    packed.set(JAVA_FLOAT_UNALIGNED, to, source.segment().get(JAVA_FLOAT_UNALIGNED, from));
  }
}
