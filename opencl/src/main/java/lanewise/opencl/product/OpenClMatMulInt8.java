package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.IntegerProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/**
 * Products of 8-bit integers. Packed, four elements of k lie in a word and each column's sum after
 * the words: zero points are taken off by the sums of rows and columns, not from each element.
 */
public final class OpenClMatMulInt8 implements MatMulInt8 {
  private static final String LAYOUT = "opencl/int8/fours";
  private static final int FOUR = 4;
  private static final int SUMS = 0;
  private static final int RESCALED = 1;
  private static final int REQUANTIZED = 2;

  private final DeviceContext context;
  private final ProductSizes sizes;
  private final ProgramSource source =
      ProgramSource.of(
          "activation.cl",
          "product/dot.cl",
          "product/bytes.cl",
          "product/byteend.cl",
          "product/product.cl");

  public OpenClMatMulInt8(DeviceContext context, ProductSizes sizes) {
    this.context = context;
    this.sizes = sizes;
  }

  @Override
  public long packedBytes(int k, int n) {
    return Bounds.product("the packed matrix", (k + FOUR - 1L) / FOUR + 1, n, Integer.BYTES);
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    IntegerProductOperands.requireInt8("rhs", type);
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    ProductOperands.requirePacked(packed, LAYOUT, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, LAYOUT, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return new Launch(context, Packing.PROGRAM, "pack_bytes")
        .memory("rhs", rhs.segment(), rhs.byteOffset(), 1)
        .number(rhs.rowStride())
        .number(rhs.columnStride())
        .memory("the packed matrix", into.segment(), Integer.BYTES)
        .integer(into.k())
        .integer(into.n())
        .integer(signed(into.type()))
        .over(into.n(), 64);
  }

  private static int signed(ElementType type) {
    return type == ElementType.INT8 ? 1 : 0;
  }

  @Override
  public Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
    require(lhs, rhs, rhsZeroPoints, perColumn);
    Bounds.requireRows("out", out, lhs.matrix().rows(), rhs.n());
    End end = new End(SUMS, out, Integer.BYTES, null, Epilogue.NONE, null);
    return bind(lhs, null, rhs, rhsZeroPoints, null, perColumn, end);
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
    require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), epilogue);
    End end = new End(RESCALED, out, Float.BYTES, epilogue.bias(), epilogue, null);
    return bind(lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, end);
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
    require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    IntegerProductOperands.requireRequantized(lhs.matrix().rows(), rhs.n(), bias, out);
    End end = new End(REQUANTIZED, out.matrix(), 1, bias, Epilogue.NONE, out);
    return bind(lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, end);
  }

  private void require(Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
  }

  /**
   * How a product ends.
   *
   * @param mode as {@code byteend.cl} numbers them
   * @param bias f32 or i32
   * @param bytes where it is quantized again, else null
   */
  private record End(
      int mode,
      MatrixView out,
      int outBytes,
      MemorySegment bias,
      Epilogue epilogue,
      Requantized bytes) {}

  private Task bind(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeros,
      MemorySegment rhsScales,
      boolean perColumn,
      End end) {
    MatrixView left = lhs.matrix();
    ProgramSource typed =
        source.with("LHS_SIGNED", signed(lhs.type())).with("RHS_SIGNED", signed(rhs.type()));
    ProductSizes.Way way = sizes.way(typed, left.rows(), rhs.n());
    boolean words =
        left.rowStride() % FOUR == 0
            && context.aligned("lhs", left.segment(), left.byteOffset(), FOUR);
    Requantized bytes = end.bytes();
    return new Launch(context, way.source(), way.kernel())
        .rows("lhs", left, 1)
        .bytes("rhs", rhs.segment(), 0, Integer.BYTES)
        .integer(words ? 1 : 0)
        .integer(left.rows())
        .integer(rhs.k())
        .integer(rhs.n())
        .integer(end.mode())
        .bytes("out", end.out().segment(), end.out().byteOffset(), end.outBytes())
        .number(end.out().rowStride())
        .integer(end.outBytes())
        .memory("the zero points of lhs", lhs.zeroPoints(), 1)
        .memory("the zero points of rhs", rhsZeros, 1)
        .memory("the scales of lhs", lhsScales, Float.BYTES)
        .memory("the scales of rhs", rhsScales, Float.BYTES)
        .integer(lhs.perRow() ? 1 : 0)
        .integer(perColumn ? 1 : 0)
        .memory("bias", end.bias(), Float.BYTES)
        .rows("residual", end.epilogue().residual(), Float.BYTES)
        .integer(end.epilogue().activation().ordinal())
        .memory("the scale of out", bytes == null ? null : bytes.scale(), Float.BYTES)
        .memory("the zero point of out", bytes == null ? null : bytes.zeroPoint(), 1)
        .integer(bytes == null ? 0 : signed(bytes.type()))
        .integer(bytes == null ? 0 : bytes.least())
        .integer(bytes == null ? 0 : bytes.greatest())
        .over(way.items(), way.group());
  }
}
