package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.HalfProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Products with 16-bit weights, widened as they are read. */
public final class OpenClMatMulHalf implements MatMulHalf {
  private static final String LAYOUT = "opencl/half/rows";

  private final DeviceContext context;
  private final ChainProduct f16;
  private final ChainProduct bf16;
  private final ChainProduct pairs;
  private final MatrixUnits units;

  /**
   * @param fast whether matrix units may be used: see {@link Admission}
   */
  public OpenClMatMulHalf(DeviceContext context, ProductSizes sizes, boolean fast) {
    this.units = fast ? new MatrixUnits(context) : null;
    this.context = context;
    this.f16 = ChainProduct.ofWeights(context, sizes, 1);
    this.bf16 = ChainProduct.ofWeights(context, sizes, 2);
    this.pairs = ChainProduct.ofPairs(context, sizes);
  }

  @Override
  public long packedBytes(ElementType type, int k, int n) {
    HalfProductOperands.requireHalf("rhs", type);
    return Bounds.product("the packed matrix", k, n, Short.BYTES);
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    requirePacked(packed);
    return packed;
  }

  private void requirePacked(PackedMatrix packed) {
    ProductOperands.requirePacked(
        packed, LAYOUT, packedBytes(packed.type(), packed.k(), packed.n()));
  }

  @Override
  public Task pack(ElementType source, MatrixView rhs, PackedMatrix into) {
    requirePacked(into);
    HalfProductOperands.requirePackable(source, rhs, into);
    return new Launch(context, Packing.PROGRAM, "pack_half")
        .bytes("rhs", rhs.segment(), rhs.byteOffset(), source.blockBytes())
        .number(rhs.rowStride())
        .number(rhs.columnStride())
        .memory("the packed matrix", into.segment(), Short.BYTES)
        .integer(into.k())
        .integer(into.n())
        .integer(source == ElementType.FLOAT32 ? 0 : source == ElementType.FLOAT16 ? 1 : 2)
        .integer(into.type() == ElementType.FLOAT16 ? 1 : 0)
        .over(new long[] {into.n(), into.k()}, Packing.group());
  }

  @Override
  public Task round(MatrixView in, MatrixView out) {
    HalfProductOperands.requireRound(in, out);
    return new Launch(context, Packing.PROGRAM, "round_bf16")
        .rows("in", in, Float.BYTES)
        .rows("out", out, Short.BYTES)
        .integer(in.rows())
        .integer(in.columns())
        .over(new long[] {in.columns(), in.rows()}, Packing.group());
  }

  @Override
  public long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m) {
    return 0;
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
    HalfProductOperands.requireProduct(lhsType, lhs, rhs, out, epilogue, scratch, 0);
    boolean bf16Lhs = lhsType == ElementType.BFLOAT16;
    if (units != null && units.takes(lhs, lhsType.blockBytes(), rhs)) {
      boolean bf16Rhs = rhs.type() == ElementType.BFLOAT16;
      return units.multiply(lhs, bf16Lhs, rhs, bf16Rhs, out, epilogue);
    }
    ChainProduct product = bf16Lhs ? pairs : rhs.type() == ElementType.FLOAT16 ? f16 : bf16;
    return product.bind(
        lhs, lhsType.blockBytes(), rhs.segment(), Short.BYTES, 0, rhs.k(), rhs.n(), out, epilogue);
  }
}
