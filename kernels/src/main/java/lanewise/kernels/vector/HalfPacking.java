package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;

/** Lays a matrix out in panels of 16-bit elements, a part each. */
record HalfPacking(ElementType source, MatrixView rhs, PackedMatrix into) implements Task {
  private static final int WIDTH = WidenedProduct.WIDTH;

  /** Rows that are packed at once, so that the lines of a strided source stay in cache. */
  private static final int ROW_BLOCK = 32;

  static long panelBytes(int k) {
    return (long) WIDTH * Short.BYTES * k;
  }

  @Override
  public int parts() {
    return into.k() == 0 ? 0 : PanelPacking.panels(into.n(), WIDTH);
  }

  @Override
  public void run(int panel, int worker) {
    MemorySegment packed = into.segment();
    long start = panel * panelBytes(into.k());
    int first = panel * WIDTH;
    int count = Math.min(WIDTH, into.n() - first);
    for (int firstRow = 0; firstRow < into.k(); firstRow += ROW_BLOCK) {
      int endRow = Math.min(firstRow + ROW_BLOCK, into.k());
      for (int c = 0; c < WIDTH; c++) {
        long from = rhs.byteOffset() + (first + c) * rhs.columnStride() * source.blockBytes();
        for (int row = firstRow; row < endRow; row++) {
          long at = from + row * rhs.rowStride() * source.blockBytes();
          short bits = c < count ? bits(rhs.segment(), at) : 0;
          packed.set(JAVA_SHORT_UNALIGNED, start + ((long) row * WIDTH + c) * Short.BYTES, bits);
        }
      }
    }
  }

  private short bits(MemorySegment segment, long at) {
    if (source == into.type()) {
      return segment.get(JAVA_SHORT_UNALIGNED, at);
    }
    float value =
        switch (source) {
          case FLOAT32 -> segment.get(JAVA_FLOAT_UNALIGNED, at);
          case FLOAT16 -> Float.float16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, at));
          default -> Float.intBitsToFloat(segment.get(JAVA_SHORT_UNALIGNED, at) << 16);
        };
    return into.type() == ElementType.FLOAT16
        ? Float.floatToFloat16(value)
        : Bfloat16Rounding.round(value);
  }
}
