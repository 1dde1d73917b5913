package lanewise.kernels.scalar.block;

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
import lanewise.kernels.scalar.Finish;

/** The products by their definition. */
public final class ScalarMatMulBlocks implements MatMulBlocks {
  private static final long ALIGNMENT = 64;

  @Override
  public Task quantize(MatrixView in, QuantizedRows out) {
    BlockOperands.requireQuantize(in, out);
    return new QuantizeTask(in, out);
  }

  /** One row of the weights as f32, or as bytes. */
  @Override
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    return (long) k * Float.BYTES + ALIGNMENT - 1 & -ALIGNMENT;
  }

  @Override
  public Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    long bytes =
        scratchBytesPerWorker(weights.type(), lhs.rows(), weights.columns(), weights.rows());
    AttentionOperands.requireScratch(scratch, bytes);
    return new QuantizedProduct(lhs, weights, new Finish(out, epilogue), scratch, bytes);
  }

  @Override
  public Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    long bytes =
        scratchBytesPerWorker(weights.type(), lhs.rows(), weights.columns(), weights.rows());
    AttentionOperands.requireScratch(scratch, bytes);
    return new FloatProduct(lhs, weights, new Finish(out, epilogue), scratch, bytes);
  }
}
