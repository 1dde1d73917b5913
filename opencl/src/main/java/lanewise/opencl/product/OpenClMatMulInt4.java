package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.Int4Operands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/**
 * Products with 4-bit weights. Packed, eight elements of k lie in a word, then come the scales as
 * f32 and the zero points as i8, of each group for all columns.
 */
public final class OpenClMatMulInt4 implements MatMulInt4 {
  private static final String LAYOUT = "opencl/int4/eights";
  private static final int FLOATS = 4;
  private static final int EIGHT = 8;

  private final DeviceContext context;
  private final ChainProduct floats;
  private final ProgramSource rows =
      ProgramSource.of(
          "activation.cl", "product/floatend.cl", "product/dot.cl", "product/int4rows.cl");

  public OpenClMatMulInt4(DeviceContext context, ProductSizes sizes) {
    this.context = context;
    this.floats = ChainProduct.ofWeights(context, sizes, FLOATS);
  }

  @Override
  public long packedBytes(Form form) {
    Int4Operands.requireForm(form);
    long words = (form.k() + EIGHT - 1L) / EIGHT;
    long bytes = Integer.BYTES * words + (Float.BYTES + 1L) * form.groups();
    return Bounds.product("weights", form.n(), bytes);
  }

  @Override
  public Packed packed(Form form, MemorySegment memory) {
    Packed packed = new Packed(LAYOUT, form, memory);
    Int4Operands.requirePacked(packed, LAYOUT, packedBytes(form));
    return packed;
  }

  @Override
  public Task pack(Weights weights, Packed into) {
    Form form = into.form();
    Int4Operands.requirePacked(into, LAYOUT, packedBytes(form));
    Int4Operands.requireWeights(weights, form);
    return new Launch(context, Packing.PROGRAM, "pack_int4")
        .memory("the values of weights", weights.values(), 1)
        .bytes("the scales of weights", weights.scales(), 0, form.scaleType().blockBytes())
        .memory("the zero points of weights", weights.zeroPoints(), 1)
        .memory("the packed weights", into.segment(), Integer.BYTES)
        .integer(form.k())
        .integer(form.n())
        .integer(form.group())
        .integer(weights.type() == ElementType.INT4 ? 1 : 0)
        .integer(form.scaleType() == ElementType.FLOAT16 ? 1 : 0)
        .over(new long[] {form.n(), form.groups()}, Packing.group());
  }

  @Override
  public long scratchBytesPerWorker(Form form, int m) {
    return 0;
  }

  @Override
  public Task multiply(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Form form = weights.form();
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(form));
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, 0);
    return floats.bind(
        lhs,
        Float.BYTES,
        weights.segment(),
        Integer.BYTES,
        form.group(),
        form.k(),
        form.n(),
        out,
        epilogue);
  }

  @Override
  public Task multiply(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Form form = weights.form();
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(form));
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, 0);
    Launch launch =
        new Launch(context, rows, "product_int4_rows")
            .memory("lhs", lhs.segment(), Integer.BYTES)
            .number(QuantizedRows.rowBytes(lhs.block(), lhs.columns()))
            .number(QuantizedRows.scalesAt(lhs.columns()))
            .number(QuantizedRows.sumsAt(lhs.block(), lhs.columns()))
            .integer(lhs.block())
            .bytes("the packed weights", weights.segment(), 0, Integer.BYTES)
            .integer(form.group())
            .integer(lhs.rows())
            .integer(form.k())
            .integer(form.n());
    return FloatEnd.into(launch, out, epilogue)
        .over(new long[] {form.n(), lhs.rows()}, Packing.group());
  }
}
