package lanewise.kernels.vector.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.vector.TileFinish;

/** The products on vectors. */
public final class VectorMatMulBlocks implements MatMulBlocks {
  private final MatMulBlocks scalar;

  /** Kernels that leave quantizing to {@code scalar} where vectors are too short for it. */
  public VectorMatMulBlocks(MatMulBlocks scalar) {
    this.scalar = scalar;
  }

  @Override
  public Task quantize(MatrixView in, QuantizedRows out) {
    if (!VectorQuantizeTask.FITS) {
      return scalar.quantize(in, out);
    }
    BlockOperands.requireQuantize(in, out);
    return new VectorQuantizeTask(in, out);
  }

  @Override
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    return Math.max(VectorFloatProduct.scratchBytes(m), VectorQuantizedProduct.scratchBytes(m));
  }

  @Override
  public Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    AttentionOperands.requireScratch(scratch, VectorQuantizedProduct.scratchBytes(lhs.rows()));
    return new VectorQuantizedProduct(lhs, weights, new TileFinish(out, epilogue), scratch);
  }

  @Override
  public Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    AttentionOperands.requireScratch(scratch, VectorFloatProduct.scratchBytes(lhs.rows()));
    return new VectorFloatProduct(lhs, weights, new TileFinish(out, epilogue), scratch);
  }
}
