package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/** f32 activations by 16-bit weights. */
final class HalfProduct extends WidenedProduct {
  private final MatrixView lhs;
  private final PackedMatrix rhs;

  HalfProduct(
      MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    super(lhs.rows(), rhs.k(), rhs.n(), 0, rhs.k(), out, epilogue, scratch);
    this.lhs = lhs;
    this.rhs = rhs;
  }

  @Override
  int widen(int panel, long panelAt) {
    long from = panel * HalfPacking.panelBytes(rhs.k());
    int count = Math.multiplyExact(rhs.k(), WIDTH);
    if (rhs.type() == ElementType.FLOAT16) {
      HalfExpansion.float16(rhs.segment(), from, count, scratch, panelAt);
    } else {
      HalfExpansion.bfloat16(rhs.segment(), from, count, scratch, panelAt);
    }
    return 0;
  }

  @Override
  void tile(int panel, int property, int row, int height, long left, long panelAt, long result) {
    long stride = lhs.rowStride() * Float.BYTES;
    TILE.multiply(
        height,
        lhs.segment(),
        lhs.byteOffset() + row * stride,
        stride,
        scratch,
        panelAt,
        rhs.k(),
        scratch,
        result,
        ROW_BYTES);
  }
}
