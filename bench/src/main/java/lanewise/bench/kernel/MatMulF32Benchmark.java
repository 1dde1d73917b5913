package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** f32 products with a packed right-hand side, of the sizes that MiniLM and BERT-base have. */
public class MatMulF32Benchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "16x384x384",
    "128x384x384",
    "128x1536x384",
    "128x384x1536",
    "1024x384x384",
    "1024x1536x384",
    "128x768x768",
    "128x3072x768",
    "1024x1024x1024"
  })
  String shape;

  private Task multiply;

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
    multiply =
        kernel.multiply(
            MatrixView.dense(lhs, m, k), packed, MatrixView.dense(out, m, n), Epilogue.NONE);
  }

  @Benchmark
  public void multiply() {
    run(multiply);
  }
}
