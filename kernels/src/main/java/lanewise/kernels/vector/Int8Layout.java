package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;
import lanewise.natives.memory.NativeMemory;

/**
 * How the right-hand side of an 8-bit product is packed: in panels of a tile's columns; in a panel,
 * two rows at a time, the columns' bytes in pairs. All bytes are unsigned: signed ones have 128
 * added. After the panels come the sums of the columns' bytes, as i32.
 */
record Int8Layout(int k, int n) {
  static final String NAME = "vector/int8/" + Int8Tile.COLUMNS;

  /** What is added to a signed byte to make it unsigned. */
  static final int OFFSET = 128;

  int panels() {
    return n / Int8Tile.COLUMNS + (n % Int8Tile.COLUMNS == 0 ? 0 : 1);
  }

  long panelBytes() {
    return (k / 2 + (long) (k % 2)) * Int8Tile.PAIR_BYTES;
  }

  /** Where the columns' sums start. */
  long sumsAt() {
    return NativeMemory.roundUp(Math.multiplyExact(panelBytes(), (long) panels()));
  }

  long byteSize() {
    return Math.addExact(sumsAt(), (long) panels() * Int8Tile.COLUMNS * Integer.BYTES);
  }

  /** The bits to turn over to make a byte of {@code type} unsigned. */
  static int flip(ElementType type) {
    return type == ElementType.INT8 ? OFFSET : 0;
  }

  /** Packs {@code rhs}, a panel an item. */
  static Task pack(MatrixView rhs, PackedMatrix into) {
    Int8Layout layout = new Int8Layout(into.k(), into.n());
    return new BlockTask(layout.panels(), (long) into.k() * Int8Tile.COLUMNS) {
      @Override
      protected void range(long start, long end) {
        for (long panel = start; panel < end; panel++) {
          layout.packPanel(rhs, into, panel);
        }
      }
    };
  }

  private void packPanel(MatrixView rhs, PackedMatrix into, long panel) {
    int flip = flip(into.type());
    MemorySegment packed = into.segment();
    long panelAt = panel * panelBytes();
    for (int c = 0; c < Int8Tile.COLUMNS; c++) {
      long column = panel * Int8Tile.COLUMNS + c;
      int sum = 0;
      for (int p = 0; p < k + k % 2; p++) {
        int value = 0;
        if (p < k && column < n) {
          long from = p * rhs.rowStride() + column * rhs.columnStride();
          value = (rhs.segment().get(JAVA_BYTE, rhs.byteOffset() + from) ^ flip) & 0xFF;
        }
        sum += value;
        long at = panelAt + (long) (p / 2) * Int8Tile.PAIR_BYTES + 2L * c + p % 2;
        packed.set(JAVA_BYTE, at, (byte) value);
      }
      packed.set(JAVA_INT_UNALIGNED, sumsAt() + column * Integer.BYTES, sum);
    }
  }
}
