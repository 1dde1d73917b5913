package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/**
 * The packed layout of 16-bit weights: panels of as many columns as a tile has, the last one as
 * wide as its vectors. Of f16 a step is one row; of bf16 it is two, a column's pair beside each
 * other. What is past the end is 0.
 */
record HalfPanels(VectorUnit unit, ElementType type, int k, int n) {
  static HalfPanels of(VectorUnit unit, PackedMatrix packed) {
    return new HalfPanels(unit, packed.type(), packed.k(), packed.n());
  }

  /** Rows that make one step. */
  int stepRows() {
    return type == ElementType.BFLOAT16 ? 2 : 1;
  }

  /** Bytes of a step for each vector of columns. */
  int vectorStepBytes() {
    return unit.lanes() * Short.BYTES * stepRows();
  }

  /** Steps of a panel, an incomplete one included. */
  int steps() {
    return Math.ceilDiv(k, stepRows());
  }

  private int vectors(int columns) {
    return Math.ceilDiv(columns, unit.lanes());
  }

  long bytes() {
    return Math.multiplyExact((long) steps() * vectorStepBytes(), (long) vectors(n));
  }

  int panels() {
    return Math.ceilDiv(n, unit.panelColumns());
  }

  /** Bytes from one step of a panel to the next. */
  private long stepBytes(int panel) {
    int columns = Math.min(unit.panelColumns(), n - panel * unit.panelColumns());
    return (long) vectors(columns) * vectorStepBytes();
  }

  private long panelOffset(int panel) {
    return (long) panel * steps() * unit.panelVectors() * vectorStepBytes();
  }

  /** Where the element of a row and column is. */
  long at(int row, int column) {
    int panel = column / unit.panelColumns();
    long lane = (long) column % unit.panelColumns() * stepRows() + row % stepRows();
    return panelOffset(panel) + row / stepRows() * stepBytes(panel) + lane * Short.BYTES;
  }

  /** Fills a panel from a source of any strides. */
  void pack(ElementType source, MatrixView rhs, MemorySegment into, int panel) {
    long start = panelOffset(panel);
    long stepBytes = stepBytes(panel);
    for (long at = start; at < start + steps() * stepBytes; at += Long.BYTES) {
      into.set(JAVA_LONG_UNALIGNED, at, 0);
    }
    int first = panel * unit.panelColumns();
    int end = Math.min(first + unit.panelColumns(), n);
    int rowMask = stepRows() - 1;
    int shift = stepRows() - 1;
    // Some rows at a time, so that a strided source's lines and the panel's stay in cache.
    for (int firstRow = 0; firstRow < k; firstRow += 32) {
      int endRow = Math.min(firstRow + 32, k);
      for (int column = first; column < end; column++) {
        long from = rhs.byteOffset() + column * rhs.columnStride() * source.blockBytes();
        long to = start + (long) (column - first) * stepRows() * Short.BYTES;
        for (int row = firstRow; row < endRow; row++) {
          long at = from + row * rhs.rowStride() * source.blockBytes();
          long target = to + (row >> shift) * stepBytes + (long) (row & rowMask) * Short.BYTES;
          into.set(JAVA_SHORT_UNALIGNED, target, bits(source, rhs.segment(), at));
        }
      }
    }
  }

  private short bits(ElementType source, MemorySegment segment, long at) {
    if (source == type) {
      return segment.get(JAVA_SHORT_UNALIGNED, at);
    }
    float value =
        source == ElementType.FLOAT32
            ? segment.get(JAVA_FLOAT_UNALIGNED, at)
            : widened(source, segment.get(JAVA_SHORT_UNALIGNED, at));
    return type == ElementType.FLOAT16 ? Float.floatToFloat16(value) : bfloat16(value);
  }

  /** The value of 16 bits. */
  static float widened(ElementType type, short bits) {
    return type == ElementType.FLOAT16
        ? Float.float16ToFloat(bits)
        : Float.intBitsToFloat(bits << 16);
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >> 16 & 1) >> 16);
  }
}
