package lanewise.bench.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.Tiers;
import lanewise.kernels.Workers;
import lanewise.natives.memory.NativeMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** f32 products with a packed right-hand side, of the sizes that MiniLM and BERT-base have. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class MatMulF32Benchmark {
  @Param({"vector", "machine"})
  String tier;

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

  @Param({"1", "2"})
  int threads;

  private Arena arena;
  private Workers workers;
  private Task task;

  /** Fills the operands with normally distributed numbers and packs the right-hand side. */
  @Setup(Level.Trial)
  public void prepare() {
    arena = Arena.ofShared();
    workers = Workers.of(threads);
    int[] sizes = Shapes.parse(shape);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    KernelTier kernels = Tiers.named(tier);
    MatMulF32 kernel = kernels.matMulF32();
    MemorySegment lhs = random((long) m * k);
    MemorySegment rhs = random((long) k * n);
    MemorySegment out = NativeMemory.allocate(arena, 4L * m * n);
    PackedMatrix packed =
        kernel.packed(k, n, NativeMemory.allocate(arena, kernel.packedBytes(k, n)));
    workers.run(kernel.pack(MatrixView.dense(rhs, k, n), packed));
    task =
        kernel.multiply(
            MatrixView.dense(lhs, m, k), packed, MatrixView.dense(out, m, n), Epilogue.NONE);
  }

  private MemorySegment random(long count) {
    MemorySegment segment = NativeMemory.allocate(arena, 4 * count);
    Random random = new Random(count);
    for (long i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return segment;
  }

  @Benchmark
  public void multiply() {
    workers.run(task);
  }

  @TearDown(Level.Trial)
  public void release() {
    workers.close();
    arena.close();
  }
}
