package lanewise.bench.kernel;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.Tiers;
import lanewise.kernels.Workers;
import lanewise.natives.memory.NativeMemory;
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

/**
 * What every kernel's benchmark has: a tier, a number of threads, and tasks that are bound once and
 * run many times. A subclass names its shapes in a parameter {@code shape}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public abstract class KernelBenchmark {
  @Param({"vector", "machine"})
  String tier;

  @Param({"1", "2"})
  int threads;

  private Arena arena;
  private Workers workers;

  /** Makes the workers and the memory, and binds the tasks. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeMemory.preparePages();
    arena = Arena.ofShared();
    workers = Workers.of(threads);
    bind(Tiers.named(tier), new Operands(arena));
  }

  /** Makes the operands and binds the tasks that the benchmark's methods run. */
  abstract void bind(KernelTier kernels, Operands operands);

  /** Runs a task on the benchmark's threads. */
  final void run(Task task) {
    workers.run(task);
  }

  /** Ends the threads and frees the memory. */
  @TearDown(Level.Trial)
  public void release() {
    workers.close();
    arena.close();
  }
}
