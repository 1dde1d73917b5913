package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenBlasTest {
  private static void requireOpenBlas() {
    assumeTrue(OpenBlas.refusal().isEmpty(), () -> OpenBlas.refusal().orElse(""));
  }

  @Test
  void multipliesRowByRow() {
    requireOpenBlas();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment lhs = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
      MemorySegment rhs = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 0, 0, 1, 1, 1);
      MemorySegment out = arena.allocate(16);
      OpenBlas.product(2, 2, 3, lhs, rhs, out, 1).run(0, 0);
      float[] expected = {4, 5, 10, 11};
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], out.getAtIndex(ValueLayout.JAVA_FLOAT, i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void isCheckedAgainstOursBeforeItIsTimed(int threads) {
    requireOpenBlas();
    MatMulF32Benchmark benchmark = new MatMulF32Benchmark();
    benchmark.tier = OpenBlas.NAME;
    benchmark.shape = "17x33x65";
    benchmark.threads = threads;
    benchmark.prepare();
    benchmark.multiply();
    benchmark.release();
  }

  @Test
  void anotherResultIsRefused() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ours = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
      MemorySegment close = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2.0000001f);
      MemorySegment wrong = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2.1f);
      MemorySegment none = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, Float.NaN);
      MatMulF32Benchmark.requireSame(ours, close, 10);
      assertThrows(
          IllegalStateException.class, () -> MatMulF32Benchmark.requireSame(ours, wrong, 10));
      assertThrows(
          IllegalStateException.class, () -> MatMulF32Benchmark.requireSame(ours, none, 10));
    }
  }
}
