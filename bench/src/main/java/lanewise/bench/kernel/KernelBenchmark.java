package lanewise.bench.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;
import lanewise.kernels.ceiling.Ceiling;
import lanewise.kernels.ceiling.CeilingProbe;
import lanewise.kernels.ceiling.Rate;
import lanewise.kernels.tier.Tiers;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

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

  /** Whether another library's task is bound too, where there is one. */
  boolean beside;

  /** How long a ceiling is measured before and after an iteration. */
  private static final long TURN_NANOS = 25_000_000;

  private static final long OPENBLAS_SPIN_NANOS = 100_000_000;

  private Arena arena;
  private Workers workers;
  private CeilingProbe probe;

  /** Makes the workers and the memory, and binds the tasks. */
  @Setup(Level.Trial)
  public void prepare() {
    NativeMemory.preparePages();
    arena = Arena.ofShared();
    workers = Workers.of(threads);
    bind(kernels(), new Operands(arena));
  }

  /** The kernels of the tier that the parameter names. */
  KernelTier kernels() {
    return Tiers.named(tier);
  }

  /** Takes turns: what limits the work is measured before each iteration that counts. */
  @Setup(Level.Iteration)
  public void ceilingBefore(BenchmarkParams run, IterationParams iteration) throws IOException {
    measureCeiling(run, iteration);
  }

  /** And after it. */
  @TearDown(Level.Iteration)
  public void ceilingAfter(BenchmarkParams run, IterationParams iteration) throws IOException {
    measureCeiling(run, iteration);
  }

  private void measureCeiling(BenchmarkParams run, IterationParams iteration) throws IOException {
    String file = System.getProperty(TurnLog.PROPERTY);
    String name = KernelRuns.shortName(run.getBenchmark());
    Optional<KernelWork> work = KernelWork.of(name, run.getParam("shape"));
    if (file == null || work.isEmpty() || iteration.getType() != IterationType.MEASUREMENT) {
      return;
    }
    if (tier.equals(OpenBlas.NAME)) {
      LockSupport.parkNanos(OPENBLAS_SPIN_NANOS); // Its threads spin before they sleep.
    }
    if (probe == null) {
      probe = new CeilingProbe(workers);
    }
    if (probe.has(work.get().bound().ceiling())) {
      Rate rate = ceiling(probe, work.get(), TURN_NANOS);
      new TurnLog(Path.of(file)).add(TurnLog.key(run), rate.mean());
    }
  }

  /** Measures what limits some work. */
  final Rate ceiling(CeilingProbe by, KernelWork work, long nanos) {
    Ceiling ceiling = work.bound().ceiling();
    if (ceiling != Ceiling.READ) {
      return by.arithmetic(ceiling, nanos);
    }
    return weights()
        .map(memory -> by.read(memory, nanos))
        .orElseGet(() -> by.read((long) work.bytes(), nanos));
  }

  /** Where nearly all that is read lies, so that the ceiling is of reading just that. */
  Optional<MemorySegment> weights() {
    return Optional.empty();
  }

  /** Makes the operands and binds the tasks that the benchmark's methods run. */
  abstract void bind(KernelTier kernels, Operands operands);

  /** What the benchmark's method of this name runs, for those that take turns. */
  Task task(String method) {
    throw new IllegalArgumentException(getClass().getSimpleName() + " takes no turns: " + method);
  }

  /** The other library's task, which runs on its own threads; null where none was bound. */
  Task peer() {
    return null;
  }

  /** The benchmark's threads. */
  final Workers workers() {
    return workers;
  }

  /** Runs a task on the benchmark's threads. */
  final void run(Task task) {
    workers.run(task);
  }

  /** Ends the threads and frees the memory. */
  @TearDown(Level.Trial)
  public void release() {
    if (probe != null) {
      probe.close();
    }
    workers.close();
    arena.close();
  }
}
