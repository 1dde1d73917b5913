package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Int4Operands;

/** The products with 4-bit weights, whose panels are widened in scratch. */
public final class VectorMatMulInt4 implements MatMulInt4 {
  private static final String LAYOUT = "vector/int4/" + WidenedProduct.WIDTH;

  @Override
  public long packedBytes(Form form) {
    Int4Operands.requireForm(form);
    return new Int4Layout(form).bytes();
  }

  @Override
  public Packed packed(Form form, MemorySegment memory) {
    Packed packed = new Packed(LAYOUT, form, memory);
    Int4Operands.requirePacked(packed, LAYOUT, packedBytes(form));
    return packed;
  }

  @Override
  public Task pack(Weights weights, Packed into) {
    Int4Operands.requirePacked(into, LAYOUT, packedBytes(into.form()));
    Int4Operands.requireWeights(weights, into.form());
    return new Int4Packing(new Int4Layout(into.form()), weights, into.segment());
  }

  @Override
  public long scratchBytesPerWorker(Form form, int m) {
    Int4Operands.requireForm(form);
    int rows = new Int4Layout(form).rows();
    return WidenedProduct.scratchBytes(rows, rows);
  }

  @Override
  public Task multiply(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(weights.form()));
    long scratchBytes = scratchBytesPerWorker(weights.form(), lhs.rows());
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, scratchBytes);
    return new Int4FloatProduct(lhs, weights, out, epilogue, scratch);
  }

  @Override
  public Task multiply(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, LAYOUT, packedBytes(weights.form()));
    long scratchBytes = scratchBytesPerWorker(weights.form(), 0);
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, scratchBytes);
    return new Int4BlockProduct(lhs, weights, out, epilogue, scratch);
  }
}
