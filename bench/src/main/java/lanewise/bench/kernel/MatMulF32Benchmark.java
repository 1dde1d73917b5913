package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * f32 products with a packed right-hand side, of the sizes that MiniLM (384, 1536), BERT-base (768,
 * 3072) and a Llama of a billion weights (2048, 5632, a vocabulary of 32,000) have. The tier {@code
 * openblas} is that library's product of the same matrices.
 */
public class MatMulF32Benchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "1x384x384",
    "16x384x384",
    "128x384x384",
    "512x384x384",
    "16x1536x384",
    "128x1536x384",
    "512x1536x384",
    "16x384x1536",
    "128x384x1536",
    "512x384x1536",
    "16x768x768",
    "128x768x768",
    "512x768x768",
    "16x3072x768",
    "128x3072x768",
    "512x3072x768",
    "16x768x3072",
    "128x768x3072",
    "512x768x3072",
    "1x2048x2048",
    "16x2048x2048",
    "128x2048x2048",
    "512x2048x2048",
    "16x5632x2048",
    "128x5632x2048",
    "512x5632x2048",
    "16x2048x5632",
    "128x2048x5632",
    "512x2048x5632",
    "1x32000x2048",
    "16x32000x2048",
    "1024x1024x1024"
  })
  String shape;

  private Task multiply;
  private Task peer;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    MatMulF32 kernel = kernels.matMulF32();
    MemorySegment lhs = operands.floats((long) m * k);
    MemorySegment rhs = operands.floats((long) k * n);
    MemorySegment out = operands.zeros(4L * m * n);
    PackedMatrix packed = kernel.packed(k, n, operands.zeros(kernel.packedBytes(k, n)));
    run(kernel.pack(MatrixView.dense(rhs, k, n), packed));
    Task ours =
        kernel.multiply(
            MatrixView.dense(lhs, m, k), packed, MatrixView.dense(out, m, n), Epilogue.NONE);
    boolean alone = tier.equals(OpenBlas.NAME);
    multiply = ours;
    if (!alone && !beside) {
      return;
    }
    MemorySegment theirs = operands.zeros(4L * m * n);
    peer = OpenBlas.product(m, n, k, lhs, rhs, theirs, threads);
    run(ours);
    run(peer);
    requireSame(out, theirs, k);
    if (alone) {
      multiply = peer;
    }
  }

  @Override
  Task task(String method) {
    return multiply;
  }

  @Override
  Task peer() {
    return peer;
  }

  @Override
  KernelTier kernels() {
    return tier.equals(OpenBlas.NAME) ? Tiers.preferred() : super.kernels();
  }

  /** Both sum the same products, of numbers about 1, each in an order of its own. */
  static void requireSame(MemorySegment ours, MemorySegment theirs, int k) {
    double bound = k * 0x1p-22 * Math.sqrt(k);
    for (long i = 0; i < ours.byteSize() / Float.BYTES; i++) {
      float left = ours.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      float right = theirs.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      if (!(Math.abs(left - right) <= bound)) {
        throw new IllegalStateException(
            "OpenBLAS gives " + right + " where Lanewise gives " + left + ", element " + i);
      }
    }
  }

  @Benchmark
  public void multiply() {
    run(multiply);
  }
}
