package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;

/**
 * Lays a k × n matrix out in panels: the columns of a panel beside each other, row after row, the
 * last panel filled up with zeros. A part is one panel.
 *
 * @param width columns of a panel
 */
record PanelPacking(MatrixView source, MemorySegment packed, int width) implements Task {
  /** Rows that a strided source is read in at once, one cache line of them. */
  private static final int ROW_BLOCK = 16;

  /** How many panels n columns take. */
  static int panels(int n, int width) {
    return n / width + (n % width == 0 ? 0 : 1);
  }

  @Override
  public int parts() {
    return source.rows() == 0 ? 0 : panels(source.columns(), width);
  }

  @Override
  public void run(int panel, int worker) {
    packPanel(
        panel,
        source.segment(),
        source.byteOffset(),
        source.rows(),
        source.columns(),
        source.rowStride(),
        source.columnStride(),
        packed,
        0,
        width);
  }

  /** Packs one panel of a matrix to where it belongs in {@code packed} from {@code packedAt}. */
  static void packPanel(
      int panel,
      MemorySegment source,
      long sourceAt,
      int rows,
      int columns,
      long rowStride,
      long columnStride,
      MemorySegment packed,
      long packedAt,
      int width) {
    int first = panel * width;
    int count = Math.min(width, columns - first);
    long target = packedAt + (long) panel * rows * width * Float.BYTES;
    long from = sourceAt + first * columnStride * Float.BYTES;
    if (count < width) {
      clear(packed, target, (long) rows * width);
    }
    for (int row = 0; row < rows; row += ROW_BLOCK) {
      int block = Math.min(ROW_BLOCK, rows - row);
      long blockFrom = from + row * rowStride * Float.BYTES;
      long blockTo = target + (long) row * width * Float.BYTES;
      if (columnStride == 1) {
        copyRows(source, blockFrom, rowStride, block, count, packed, blockTo, width);
      } else {
        for (int c = 0; c < count; c++) {
          long column = blockFrom + c * columnStride * Float.BYTES;
          copyColumn(source, column, rowStride, block, packed, blockTo, width);
          blockTo += Float.BYTES;
        }
      }
    }
  }

  private static void clear(MemorySegment packed, long at, long count) {
    for (long i = 0; i < count; i += Lanes.COUNT) {
      FloatVector.zero(Lanes.F32).intoMemorySegment(packed, at + i * Float.BYTES, LITTLE_ENDIAN);
    }
  }

  private static void copyRows(
      MemorySegment source,
      long from,
      long rowStride,
      int rows,
      int count,
      MemorySegment packed,
      long to,
      int width) {
    for (int row = 0; row < rows; row++) {
      long rowFrom = from + row * rowStride * Float.BYTES;
      long rowTo = to + (long) row * width * Float.BYTES;
      int c = 0;
      for (; c <= count - Lanes.COUNT; c += Lanes.COUNT) {
        long at = (long) c * Float.BYTES;
        FloatVector.fromMemorySegment(Lanes.F32, source, rowFrom + at, LITTLE_ENDIAN)
            .intoMemorySegment(packed, rowTo + at, LITTLE_ENDIAN);
      }
      for (; c < count; c++) {
        long at = (long) c * Float.BYTES;
        packed.set(
            JAVA_FLOAT_UNALIGNED, rowTo + at, source.get(JAVA_FLOAT_UNALIGNED, rowFrom + at));
      }
    }
  }

  private static void copyColumn(
      MemorySegment source,
      long from,
      long rowStride,
      int rows,
      MemorySegment packed,
      long to,
      int width) {
    for (int row = 0; row < rows; row++) {
      float value = source.get(JAVA_FLOAT_UNALIGNED, from + row * rowStride * Float.BYTES);
      packed.set(JAVA_FLOAT_UNALIGNED, to + (long) row * width * Float.BYTES, value);
    }
  }
}
