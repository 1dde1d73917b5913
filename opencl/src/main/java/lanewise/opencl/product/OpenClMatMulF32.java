package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Products of f32: each output one chain of fused multiply-adds over k in ascending order. */
public final class OpenClMatMulF32 implements MatMulF32 {
  private static final String LAYOUT = "opencl/f32/rows";

  private final DeviceContext context;
  private final ChainProduct product;

  public OpenClMatMulF32(DeviceContext context, ProductSizes sizes) {
    this.context = context;
    this.product = ChainProduct.ofWeights(context, sizes, 0);
  }

  @Override
  public long packedBytes(int k, int n) {
    return Bounds.product("the packed matrix", k, n, Float.BYTES);
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
    return new Launch(context, Packing.PROGRAM, "pack_f32")
        .memory("rhs", rhs.segment(), rhs.byteOffset(), Float.BYTES)
        .number(rhs.rowStride())
        .number(rhs.columnStride())
        .memory("the packed matrix", into.segment(), Float.BYTES)
        .integer(into.k())
        .integer(into.n())
        .over(new long[] {into.n(), into.k()}, Packing.group());
  }

  @Override
  public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    ProductOperands.requireProduct(lhs, rhs, out, epilogue);
    return product.bind(
        lhs, Float.BYTES, rhs.segment(), Float.BYTES, 0, rhs.k(), rhs.n(), out, epilogue);
  }
}
