package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Rotary;
import lanewise.kernels.Rotary.Angles;
import lanewise.kernels.Rotary.Operand;
import lanewise.kernels.Rotary.Pairing;
import lanewise.kernels.Rotary.Sizes;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Rotary position embedding of all heads of some tokens. */
public class RotaryBenchmark extends KernelBenchmark {
  /** Tokens × heads × head size. */
  @Param({"1x32x128", "512x32x64", "512x32x128"})
  String shape;

  private Task adjacent;
  private Task halves;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] s = Shapes.parse(shape, 3);
    Sizes sizes = new Sizes(s[0], s[1], s[2], s[2] / 2 * 2);
    long count = (long) s[0] * s[1] * s[2];
    long row = (long) s[1] * s[2];
    Operand in = new Operand(operands.floats(count), 0, row, s[2]);
    Operand out = new Operand(operands.zeros(4 * count), 0, row, s[2]);
    MemorySegment positions = operands.zeros((long) Integer.BYTES * s[0]);
    for (int token = 0; token < s[0]; token++) {
      positions.setAtIndex(ValueLayout.JAVA_INT, token, token);
    }
    long angles = (long) s[0] * (s[2] / 2);
    Angles table = new Angles(operands.floats(angles), operands.floats(angles), s[0]);
    Rotary kernel = kernels.rotary();
    adjacent = kernel.rotate(sizes, Pairing.ADJACENT, in, table, positions, out);
    halves = kernel.rotate(sizes, Pairing.HALVES, in, table, positions, out);
  }

  @Benchmark
  public void adjacent() {
    run(adjacent);
  }

  @Benchmark
  public void halves() {
    run(halves);
  }
}
