package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
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
 * Products with weights in blocks: one token's, which read 100 MB of weights, those of a few
 * sequences, and a prompt's, which multiply. The activations are quantized, or f32 where the name
 * says exact.
 */
public class MatMulBlocksBenchmark extends KernelBenchmark {
  /** m × n × k, or bytes of weights for n: see {@link BlockShape}. */
  @Param({
    "1x100MBx4096",
    "2x100MBx4096",
    "4x100MBx4096",
    "8x100MBx4096",
    "16x100MBx4096",
    "16x2048x2048",
    "128x2048x2048",
    "512x2048x2048",
    "512x5632x2048",
    "512x2048x5632",
    "512x4096x4096"
  })
  String shape;

  private KernelTier kernels;
  private Operands operands;
  private Task task;
  private BlockMatrix weights;

  /** Only what a benchmark runs is bound, when it first runs: all types together are gigabytes. */
  @Override
  void bind(KernelTier tierKernels, Operands tierOperands) {
    kernels = tierKernels;
    operands = tierOperands;
    task = null;
    weights = null;
  }

  @Override
  Optional<MemorySegment> weights() {
    return Optional.ofNullable(weights).map(BlockMatrix::segment);
  }

  @Override
  Task task(String method) {
    if (task == null) {
      task = bound(method);
    }
    return task;
  }

  private Task bound(String method) {
    return switch (method) {
      case "q8" -> bind(ElementType.Q8_0, true);
      case "q4" -> bind(ElementType.Q4_0, true);
      case "q41" -> bind(ElementType.Q4_1, true);
      case "q5" -> bind(ElementType.Q5_0, true);
      case "q51" -> bind(ElementType.Q5_1, true);
      case "iq4" -> bind(ElementType.IQ4_NL, true);
      case "mxfp4" -> bind(ElementType.MXFP4, true);
      case "q2K" -> bind(ElementType.Q2_K, true);
      case "q3K" -> bind(ElementType.Q3_K, true);
      case "q4K" -> bind(ElementType.Q4_K, true);
      case "q5K" -> bind(ElementType.Q5_K, true);
      case "q6K" -> bind(ElementType.Q6_K, true);
      case "iq4Xs" -> bind(ElementType.IQ4_XS, true);
      case "exactQ8" -> bind(ElementType.Q8_0, false);
      case "exactF16" -> bind(ElementType.FLOAT16, false);
      case "exactBf16" -> bind(ElementType.BFLOAT16, false);
      case "exactIq2Xxs" -> bind(ElementType.IQ2_XXS, false);
      default -> throw new IllegalArgumentException("no benchmark " + method);
    };
  }

  private Task bind(ElementType type, boolean quantized) {
    BlockShape sizes = BlockShape.parse(shape, type);
    int m = sizes.m();
    int k = sizes.k();
    MatMulBlocks kernel = kernels.matMulBlocks();
    MatrixView lhs = MatrixView.dense(operands.floats((long) m * k), m, k);
    MatrixView out = MatrixView.dense(operands.zeros(4L * m * sizes.n()), m, sizes.n());
    weights =
        BlockMatrix.dense(type, operands.bytes(sizes.n() * type.byteSize(k)), 0, sizes.n(), k);
    long bytes = kernel.scratchBytesPerWorker(type, m, k, sizes.n());
    MemorySegment scratch = operands.zeros(Math.max(1, threads * bytes));
    if (!quantized) {
      return kernel.multiply(lhs, weights, out, Epilogue.NONE, scratch);
    }
    int block = MatMulBlocks.activationBlock(type);
    MemorySegment memory = operands.zeros(QuantizedRows.bytes(block, m, k));
    QuantizedRows rows = new QuantizedRows(block, m, k, memory);
    run(kernel.quantize(lhs, rows));
    return kernel.multiply(rows, weights, out, Epilogue.NONE, scratch);
  }

  @Benchmark
  public void q8() {
    run(task("q8"));
  }

  @Benchmark
  public void q4() {
    run(task("q4"));
  }

  @Benchmark
  public void q41() {
    run(task("q41"));
  }

  @Benchmark
  public void q5() {
    run(task("q5"));
  }

  @Benchmark
  public void q51() {
    run(task("q51"));
  }

  @Benchmark
  public void iq4() {
    run(task("iq4"));
  }

  @Benchmark
  public void mxfp4() {
    run(task("mxfp4"));
  }

  @Benchmark
  public void q2K() {
    run(task("q2K"));
  }

  @Benchmark
  public void q3K() {
    run(task("q3K"));
  }

  @Benchmark
  public void q4K() {
    run(task("q4K"));
  }

  @Benchmark
  public void q5K() {
    run(task("q5K"));
  }

  @Benchmark
  public void q6K() {
    run(task("q6K"));
  }

  @Benchmark
  public void iq4Xs() {
    run(task("iq4Xs"));
  }

  @Benchmark
  public void exactQ8() {
    run(task("exactQ8"));
  }

  @Benchmark
  public void exactF16() {
    run(task("exactF16"));
  }

  @Benchmark
  public void exactBf16() {
    run(task("exactBf16"));
  }

  @Benchmark
  public void exactIq2Xxs() {
    run(task("exactIq2Xxs"));
  }
}
