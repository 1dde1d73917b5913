package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;
import lanewise.opencl.kernel.OpenClQuantization;

/** Products with weights in blocks, unpacked as they are read from where the file's bytes lie. */
public final class OpenClMatMulBlocks implements MatMulBlocks {
  /** Rows of activations that share one unpacking of the weights. */
  private static final int ROWS = 4;

  private final DeviceContext context;
  private final boolean lanes;

  /**
   * @param lanes whether several work-items share an output, as is best on GPUs
   */
  public OpenClMatMulBlocks(DeviceContext context, boolean lanes) {
    this.context = context;
    this.lanes = lanes;
  }

  @Override
  public Task quantize(MatrixView in, QuantizedRows out) {
    return OpenClQuantization.quantizeRows(context, in, out);
  }

  @Override
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    return 0;
  }

  @Override
  public Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    ProgramSource source = BlockProgram.of(context, weights, lanes, 1);
    Launch launch =
        weights(new Launch(context, source, "blocks_rows"), weights)
            .memory("lhs", lhs.segment(), Integer.BYTES)
            .number(QuantizedRows.rowBytes(lhs.block(), lhs.columns()))
            .number(QuantizedRows.scalesAt(lhs.columns()))
            .number(QuantizedRows.sumsAt(lhs.block(), lhs.columns()))
            .integer(lhs.rows())
            .integer(lhs.columns())
            .integer(weights.rows());
    int group = lanes ? BlockProgram.BLOCK_GROUP : BlockProgram.ALONE_GROUP;
    int items = lanes ? BlockProgram.BLOCK_LANES : 1;
    return FloatEnd.into(launch, out, epilogue)
        .over(new long[] {items, weights.rows(), lhs.rows()}, new long[] {items, group, 1});
  }

  @Override
  public Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    int rows = lhs.rows() == 1 ? 1 : ROWS;
    ProgramSource source = BlockProgram.of(context, weights, lanes, rows);
    Launch launch =
        weights(new Launch(context, source, "blocks_f32"), weights)
            .rows("lhs", lhs, Float.BYTES)
            .integer(lhs.rows())
            .integer(lhs.columns())
            .integer(weights.rows());
    int group = lanes ? BlockProgram.CHAIN_GROUP : BlockProgram.ALONE_GROUP;
    int items = lanes ? BlockProgram.CHAIN_LANES : 1;
    long parts = (lhs.rows() + rows - 1L) / rows;
    return FloatEnd.into(launch, out, epilogue)
        .over(new long[] {items, weights.rows(), parts}, new long[] {items, group, 1});
  }

  private static Launch weights(Launch launch, BlockMatrix weights) {
    return launch
        .memory("weights", weights.segment(), weights.byteOffset(), 1)
        .number(weights.rowBytes());
  }
}
