package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.IntegerProductOperands;
import lanewise.kernels.bounds.ProductOperands;

/** The 8-bit integer product as register tiles of 16-bit products over packed panels. */
public final class VectorMatMulInt8 implements MatMulInt8 {
  @Override
  public long packedBytes(int k, int n) {
    return new Int8Layout(k, n).byteSize();
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    IntegerProductOperands.requireInt8("rhs", type);
    PackedMatrix packed = new PackedMatrix(Int8Layout.NAME, type, k, n, memory);
    ProductOperands.requirePacked(packed, Int8Layout.NAME, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, Int8Layout.NAME, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return Int8Layout.pack(rhs, into);
  }

  @Override
  public Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
    ProductOperands.requirePacked(rhs, Int8Layout.NAME, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), Epilogue.NONE);
    return new Int8Product.Sums(lhs, rhs, rhsZeroPoints, perColumn, out);
  }

  @Override
  public Task multiplyRescaled(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, Int8Layout.NAME, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), epilogue);
    return new Int8Product.Rescaled(
        lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, new TileFinish(out, epilogue));
  }

  @Override
  public Task multiplyRequantized(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out) {
    ProductOperands.requirePacked(rhs, Int8Layout.NAME, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    IntegerProductOperands.requireRequantized(lhs.matrix().rows(), rhs.n(), bias, out);
    return new RequantizedProduct(
        lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, bias, out);
  }
}
