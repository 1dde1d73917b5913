package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Products with packed 16-bit weights: f32 by bf16, f32 by f16, and bf16 by bf16; of the sizes that
 * MiniLM, BERT-base and a language model of a billion weights have.
 */
public class MatMulHalfBenchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "128x384x384",
    "128x1536x384",
    "128x384x1536",
    "128x768x768",
    "128x3072x768",
    "128x768x3072",
    "1x5632x2048",
    "128x2048x2048",
    "128x5632x2048",
    "128x2048x5632",
    "512x2048x2048",
    "512x384x384",
    "512x1536x384",
    "512x384x1536",
    "512x768x768",
    "512x3072x768",
    "512x768x3072",
    "512x5632x2048",
    "512x2048x5632",
    "1024x1024x1024"
  })
  String shape;

  private Task wideBf16;
  private Task wideF16;
  private Task bf16;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    MatMulHalf kernel = kernels.matMulHalf();
    MatrixView wide = MatrixView.dense(operands.floats((long) m * k), m, k);
    MatrixView rounded = MatrixView.dense(operands.zeros(2L * m * k), m, k);
    run(kernel.round(wide, rounded));
    MatrixView weights = MatrixView.dense(operands.floats((long) k * n), k, n);
    MatrixView out = MatrixView.dense(operands.zeros(4L * m * n), m, n);
    PackedMatrix bf16Weights = pack(kernel, operands, ElementType.BFLOAT16, weights);
    PackedMatrix f16Weights = pack(kernel, operands, ElementType.FLOAT16, weights);
    wideBf16 = multiply(kernel, operands, ElementType.FLOAT32, wide, bf16Weights, out);
    wideF16 = multiply(kernel, operands, ElementType.FLOAT32, wide, f16Weights, out);
    bf16 = multiply(kernel, operands, ElementType.BFLOAT16, rounded, bf16Weights, out);
  }

  private PackedMatrix pack(
      MatMulHalf kernel, Operands operands, ElementType type, MatrixView weights) {
    int k = weights.rows();
    int n = weights.columns();
    MemorySegment memory = operands.zeros(kernel.packedBytes(type, k, n));
    PackedMatrix packed = kernel.packed(type, k, n, memory);
    run(kernel.pack(ElementType.FLOAT32, weights, packed));
    return packed;
  }

  private Task multiply(
      MatMulHalf kernel,
      Operands operands,
      ElementType type,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out) {
    long scratchBytes = kernel.scratchBytesPerWorker(type, rhs, lhs.rows());
    MemorySegment scratch = operands.zeros(Math.max(1, threads * scratchBytes));
    return kernel.multiply(type, lhs, rhs, out, Epilogue.NONE, scratch);
  }

  @Override
  Task task(String method) {
    return switch (method) {
      case "wideBf16" -> wideBf16;
      case "wideF16" -> wideF16;
      case "bf16" -> bf16;
      default -> super.task(method);
    };
  }

  @Benchmark
  public void wideBf16() {
    run(wideBf16);
  }

  @Benchmark
  public void wideF16() {
    run(wideF16);
  }

  @Benchmark
  public void bf16() {
    run(bf16);
  }
}
