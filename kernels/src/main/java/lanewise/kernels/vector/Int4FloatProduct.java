package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatrixView;

/** f32 activations by 4-bit weights. */
final class Int4FloatProduct extends WidenedProduct {
  private final MatrixView lhs;
  private final Packed weights;
  private final Int4Layout layout;

  Int4FloatProduct(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    int rows = new Int4Layout(weights.form()).rows();
    super(lhs.rows(), weights.form().k(), weights.form().n(), rows, rows, out, epilogue, scratch);
    this.lhs = lhs;
    this.weights = weights;
    this.layout = new Int4Layout(weights.form());
  }

  @Override
  int widen(int panel, long panelAt) {
    layout.widen(weights.segment(), panel, true, scratch, panelAt);
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
        weights.form().k(),
        scratch,
        result,
        ROW_BYTES);
  }
}
