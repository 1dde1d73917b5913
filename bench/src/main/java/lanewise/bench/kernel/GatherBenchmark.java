package lanewise.bench.kernel;

import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Takes rows of an f32 table, as a model's first step takes the rows of its tokens. */
public class GatherBenchmark extends KernelBenchmark {
  /** Tokens × rows of the table × columns. */
  @Param({"128x30522x384", "1024x30522x384", "128x30522x768"})
  String shape;

  private Task gather;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    long tokens = sizes[0];
    long tableRows = sizes[1];
    long rowBytes = 4L * sizes[2];
    gather =
        kernels
            .movement()
            .gather(
                operands.floats(tableRows * sizes[2]),
                1,
                tableRows,
                rowBytes,
                ElementType.INT64,
                operands.indices(tokens, tableRows),
                tokens,
                operands.zeros(tokens * rowBytes));
  }

  @Benchmark
  public void gather() {
    run(gather);
  }
}
