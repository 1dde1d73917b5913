package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Products with weights in blocks: one token's, which read 100 million weights, and a prompt's,
 * which multiply. The activations are quantized, or f32 where the name says exact.
 */
public class MatMulBlocksBenchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "1x24576x4096",
    "16x2048x2048",
    "128x2048x2048",
    "512x2048x2048",
    "512x5632x2048",
    "512x2048x5632",
    "512x4096x4096"
  })
  String shape;

  private Task q8;
  private Task q4;
  private Task q4K;
  private Task q6K;
  private Task exactQ8;
  private Task exactF16;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    MatMulBlocks kernel = kernels.matMulBlocks();
    MatrixView lhs = MatrixView.dense(operands.floats((long) m * k), m, k);
    MatrixView out = MatrixView.dense(operands.zeros(4L * m * n), m, n);
    q8 = quantized(kernel, operands, ElementType.Q8_0, lhs, out);
    q4 = quantized(kernel, operands, ElementType.Q4_0, lhs, out);
    q4K = quantized(kernel, operands, ElementType.Q4_K, lhs, out);
    q6K = quantized(kernel, operands, ElementType.Q6_K, lhs, out);
    exactQ8 = exact(kernel, operands, ElementType.Q8_0, lhs, out);
    exactF16 = exact(kernel, operands, ElementType.FLOAT16, lhs, out);
  }

  private Task quantized(
      MatMulBlocks kernel, Operands operands, ElementType type, MatrixView lhs, MatrixView out) {
    int block = MatMulBlocks.activationBlock(type);
    MemorySegment memory = operands.zeros(QuantizedRows.bytes(block, lhs.rows(), lhs.columns()));
    QuantizedRows rows = new QuantizedRows(block, lhs.rows(), lhs.columns(), memory);
    run(kernel.quantize(lhs, rows));
    BlockMatrix weights = weights(operands, type, out.columns(), lhs.columns());
    MemorySegment scratch = scratch(kernel, operands, weights, lhs.rows());
    return kernel.multiply(rows, weights, out, Epilogue.NONE, scratch);
  }

  private Task exact(
      MatMulBlocks kernel, Operands operands, ElementType type, MatrixView lhs, MatrixView out) {
    BlockMatrix weights = weights(operands, type, out.columns(), lhs.columns());
    MemorySegment scratch = scratch(kernel, operands, weights, lhs.rows());
    return kernel.multiply(lhs, weights, out, Epilogue.NONE, scratch);
  }

  private static BlockMatrix weights(Operands operands, ElementType type, int n, int k) {
    return BlockMatrix.dense(type, operands.bytes(n * type.byteSize(k)), 0, n, k);
  }

  private MemorySegment scratch(
      MatMulBlocks kernel, Operands operands, BlockMatrix weights, int m) {
    long bytes = kernel.scratchBytesPerWorker(weights.type(), m, weights.columns(), weights.rows());
    return operands.zeros(Math.max(1, threads * bytes));
  }

  @Benchmark
  public void q8() {
    run(q8);
  }

  @Benchmark
  public void q4() {
    run(q4);
  }

  @Benchmark
  public void q4K() {
    run(q4K);
  }

  @Benchmark
  public void q6K() {
    run(q6K);
  }

  @Benchmark
  public void exactQ8() {
    run(exactQ8);
  }

  @Benchmark
  public void exactF16() {
    run(exactF16);
  }
}
