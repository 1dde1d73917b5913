package lanewise.bench.kernel;

import lanewise.kernels.KernelTier;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Softmax and layer normalization of the rows of a matrix. */
public class RowKernelsBenchmark extends KernelBenchmark {
  /** Rows × columns. */
  @Param({"16x384", "128x384", "1024x384", "128x768", "1536x128", "8192x1024"})
  String shape;

  private Task softmax;
  private Task layerNorm;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 2);
    int rows = sizes[0];
    int columns = sizes[1];
    RowKernels kernel = kernels.rows();
    MatrixView in = MatrixView.dense(operands.floats((long) rows * columns), rows, columns);
    MatrixView out = MatrixView.dense(operands.zeros(4L * rows * columns), rows, columns);
    softmax = kernel.softmax(in, out);
    layerNorm =
        kernel.layerNorm(in, operands.floats(columns), operands.floats(columns), 1e-12f, out);
  }

  @Benchmark
  public void softmax() {
    run(softmax);
  }

  @Benchmark
  public void layerNorm() {
    run(layerNorm);
  }
}
