package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Reductions of the middle axis of three, f32. */
public class ReductionsBenchmark extends KernelBenchmark {
  /** Outer × length × inner: rows where inner is 1, a mean over tokens where it is not. */
  @Param({"128x384x1", "1x128x384", "8x128x384", "8192x1024x1"})
  String shape;

  private Task mean;
  private Task max;
  private Task argMax;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    long outer = sizes[0];
    long length = sizes[1];
    long inner = sizes[2];
    Reductions kernel = kernels.reductions();
    ElementType type = ElementType.FLOAT32;
    MemorySegment in = operands.floats(outer * length * inner);
    MemorySegment out = operands.zeros(Long.BYTES * outer * inner);
    mean = kernel.reduce(ReduceOp.MEAN, type, in, outer, length, inner, out);
    max = kernel.reduce(ReduceOp.MAX, type, in, outer, length, inner, out);
    argMax = kernel.argReduce(true, false, type, in, outer, length, inner, out);
  }

  @Benchmark
  public void mean() {
    run(mean);
  }

  @Benchmark
  public void max() {
    run(max);
  }

  @Benchmark
  public void argMax() {
    run(argMax);
  }
}
