package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ProductOperands;

/** The matrix product as register tiles over packed panels. */
public final class VectorMatMulF32 implements MatMulF32 {
  static final ProductTile TILE = Lanes.MANY_REGISTERS ? new Tile4Vectors() : new Tile2Vectors();
  private static final String LAYOUT = "vector/f32/" + TILE.columns();

  @Override
  public long packedBytes(int k, int n) {
    long panelBytes = Math.multiplyExact((long) TILE.columns() * Float.BYTES, (long) k);
    return Math.multiplyExact(panelBytes, (long) PanelPacking.panels(n, TILE.columns()));
  }

  @Override
  public PackedMatrix packed(int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(LAYOUT, ElementType.FLOAT32, k, n, memory);
    ProductOperands.requirePacked(packed, LAYOUT, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, LAYOUT, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return new PanelPacking(rhs, into.segment(), TILE.columns());
  }

  @Override
  public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    ProductOperands.requireProduct(lhs, rhs, out, epilogue);
    return new PanelProduct(TILE, lhs, rhs, out, epilogue);
  }
}
