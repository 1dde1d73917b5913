package lanewise.bench.kernel;

import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Exchanges the two middle axes of four, as heads and rows of an attention; f32. */
public class TransposeBenchmark extends KernelBenchmark {
  /** The input's four dimensions; a last one of 1 makes it a plain transposition. */
  @Param({"1x128x12x32", "8x128x12x32", "1x384x128x1", "1x2048x4096x1"})
  String shape;

  private Task transpose;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 4);
    long rows = sizes[1];
    long columns = sizes[2];
    long inner = sizes[3];
    long count = sizes[0] * rows * columns * inner;
    transpose =
        kernels
            .movement()
            .copy(
                Float.BYTES,
                new long[] {sizes[0], columns, rows, inner},
                operands.floats(count),
                0,
                new long[] {rows * columns * inner, inner, columns * inner, 1},
                operands.zeros(Float.BYTES * count),
                0,
                new long[] {rows * columns * inner, rows * inner, inner, 1});
  }

  @Benchmark
  public void transpose() {
    run(transpose);
  }
}
