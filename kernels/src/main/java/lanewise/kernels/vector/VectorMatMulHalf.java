package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.HalfProductOperands;
import lanewise.kernels.bounds.ProductOperands;

/**
 * The product with 16-bit weights, whose panels are widened in scratch. They are packed like those
 * of f32, row after row, the last one filled up with zeros.
 */
public final class VectorMatMulHalf implements MatMulHalf {
  private static final String LAYOUT = "vector/half/" + WidenedProduct.WIDTH;

  @Override
  public long packedBytes(ElementType type, int k, int n) {
    HalfProductOperands.requireHalf("rhs", type);
    long panelBytes = HalfPacking.panelBytes(k);
    return Math.multiplyExact(panelBytes, (long) PanelPacking.panels(n, WidenedProduct.WIDTH));
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    requirePacked(packed);
    return packed;
  }

  private void requirePacked(PackedMatrix packed) {
    long bytes = packedBytes(packed.type(), packed.k(), packed.n());
    ProductOperands.requirePacked(packed, LAYOUT, bytes);
  }

  @Override
  public Task pack(ElementType source, MatrixView rhs, PackedMatrix into) {
    requirePacked(into);
    HalfProductOperands.requirePackable(source, rhs, into);
    return new HalfPacking(source, rhs, into);
  }

  @Override
  public Task round(MatrixView in, MatrixView out) {
    HalfProductOperands.requireRound(in, out);
    return new Bfloat16Rounding(in, out);
  }

  @Override
  public long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m) {
    return lhs == ElementType.BFLOAT16
        ? WidenedProduct.scratchBytes(Bfloat16Product.rows(rhs.k()), Bfloat16Product.rows(rhs.k()))
        : WidenedProduct.scratchBytes(0, rhs.k());
  }

  @Override
  public Task multiply(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    requirePacked(rhs);
    long scratchBytes = scratchBytesPerWorker(lhsType, rhs, lhs.rows());
    HalfProductOperands.requireProduct(lhsType, lhs, rhs, out, epilogue, scratch, scratchBytes);
    return lhsType == ElementType.BFLOAT16
        ? new Bfloat16Product(lhs, rhs, out, epilogue, scratch)
        : new HalfProduct(lhs, rhs, out, epilogue, scratch);
  }
}
