package lanewise.bench.kernel;

import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Dynamic quantization of activations to bytes, each text of a batch by itself. */
public class QuantizationBenchmark extends KernelBenchmark {
  /** Groups × elements of a group. */
  @Param({"1x6144", "1x49152", "8x49152", "1x196608", "8x1048576"})
  String shape;

  private Task dynamicQuantize;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 2);
    long groups = sizes[0];
    long length = sizes[1];
    dynamicQuantize =
        kernels
            .quantization()
            .dynamicQuantize(
                operands.floats(groups * length),
                groups,
                length,
                operands.zeros(groups * length),
                operands.zeros(4 * groups),
                operands.zeros(groups));
  }

  @Benchmark
  public void dynamicQuantize() {
    run(dynamicQuantize);
  }
}
