package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineRowsTest {
  private static final KernelTier SCALAR = Tiers.named("scalar");

  private final Random random = new Random(20250102);

  private MemorySegment floats(long count) {
    MemorySegment segment = Arena.ofAuto().allocate(4 * count, 4);
    for (long i = 0; i < count; i++) {
      segment.set(JAVA_FLOAT_UNALIGNED, 4 * i, 4 * random.nextFloat() - 2);
    }
    return segment;
  }

  private static void run(Task task) {
    for (int part = task.parts() - 1; part >= 0; part--) {
      task.run(part, 0);
    }
  }

  private static void assertClose(
      MemorySegment expected, MemorySegment actual, double bound, String what) {
    for (long at = 0; at < expected.byteSize(); at += 4) {
      float want = expected.get(JAVA_FLOAT_UNALIGNED, at);
      float got = actual.get(JAVA_FLOAT_UNALIGNED, at);
      if (!(Math.abs(want - got) <= bound)) {
        assertEquals(want, got, bound, what + " at " + at / 4);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void normalizesRowsLikeTheScalarTier(VectorUnit unit) {
    RowKernels kernel = MachineTiers.create(SCALAR, unit).rows();
    for (int columns = 1; columns <= 200; columns++) {
      int rows = 1 + random.nextInt(20);
      MatrixView in = MatrixView.dense(floats((long) rows * columns), rows, columns);
      MemorySegment scale = floats(columns);
      MemorySegment bias = floats(columns);
      for (int kind = 0; kind < 4; kind++) {
        MemorySegment expected = row(SCALAR.rows(), kind, in, scale, bias);
        MemorySegment actual = row(kernel, kind, in, scale, bias);
        assertClose(expected, actual, 5e-6, "kind " + kind + ", " + columns + " columns");
      }
    }
  }

  private static MemorySegment row(
      RowKernels kernel, int kind, MatrixView in, MemorySegment scale, MemorySegment bias) {
    MemorySegment result = Arena.ofAuto().allocate(4L * in.rows() * in.columns(), 4);
    MatrixView out = MatrixView.dense(result, in.rows(), in.columns());
    run(
        switch (kind) {
          case 0 -> kernel.softmax(in, out);
          case 1 -> kernel.layerNorm(in, scale, bias, 1e-5f, out);
          case 2 -> kernel.layerNorm(in, scale, null, 1e-5f, out);
          default -> kernel.rmsNorm(in, scale, 1e-5f, out);
        });
    return result;
  }
}
