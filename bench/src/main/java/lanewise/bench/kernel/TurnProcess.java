package lanewise.bench.kernel;

import java.util.concurrent.locks.LockSupport;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;
import lanewise.kernels.ceiling.CeilingProbe;

/**
 * A process that measures matrix products in turns: the ceiling for some milliseconds, the product,
 * the ceiling again, and the other library's product, round after round.
 *
 * <p>Arguments: the nanoseconds that a product takes in all, then four for each product: the
 * benchmark, the tier, the shape, the number of threads. A tier that ends in {@code +} asks for the
 * other library too. Each gives one line on standard output, a {@link TurnSeries}.
 */
final class TurnProcess {
  static final int ARGUMENTS_PER_RUN = 4;

  /** How long a turn of the product or of the other library is at least. */
  private static final long TURN_NANOS = 6_000_000;

  /** How long the ceiling is measured at least; a window of it takes about as long. */
  private static final long CEILING_NANOS = 2_000_000;

  /** The other library's threads spin for a tenth of a second before they sleep. */
  private static final long PEER_REST_NANOS = 130_000_000;

  private static final int LEAST_ROUNDS = 5;

  private final KernelBenchmark benchmark;
  private final Workers workers;
  private final CeilingProbe probe;
  private final KernelWork work;

  private TurnProcess(KernelBenchmark benchmark, CeilingProbe probe, KernelWork work) {
    this.benchmark = benchmark;
    this.workers = benchmark.workers();
    this.probe = probe;
    this.work = work;
  }

  public static void main(String[] arguments) {
    long nanos = Long.parseLong(arguments[0]);
    for (int at = 1; at < arguments.length; at += ARGUMENTS_PER_RUN) {
      TurnSeries series =
          measure(
              arguments[at],
              arguments[at + 1],
              arguments[at + 2],
              Integer.parseInt(arguments[at + 3]),
              nanos);
      System.out.println(series.line());
      System.out.flush();
    }
  }

  /** Measures one product for about so long. */
  static TurnSeries measure(String name, String tier, String shape, int threads, long nanos) {
    KernelBenchmark benchmark = benchmark(name, shape);
    boolean beside = tier.endsWith("+");
    benchmark.tier = beside ? tier.substring(0, tier.length() - 1) : tier;
    benchmark.threads = threads;
    benchmark.beside = beside;
    benchmark.prepare();
    try (CeilingProbe probe = new CeilingProbe(benchmark.workers())) {
      KernelWork work = KernelWork.of(name, shape).orElseThrow();
      Task task = benchmark.task(name.substring(name.indexOf('.') + 1));
      return new TurnProcess(benchmark, probe, work).rounds(task, benchmark.peer(), nanos);
    } finally {
      benchmark.release();
    }
  }

  /** Whether this can measure a benchmark. */
  static boolean has(String name) {
    return name.startsWith("MatMulF32Benchmark.")
        || name.startsWith("MatMulInt8Benchmark.")
        || name.startsWith("MatMulHalfBenchmark.")
        || name.startsWith("MatMulBlocksBenchmark.");
  }

  private static KernelBenchmark benchmark(String name, String shape) {
    return switch (name.substring(0, name.indexOf('.'))) {
      case "MatMulF32Benchmark" -> {
        MatMulF32Benchmark products = new MatMulF32Benchmark();
        products.shape = shape;
        yield products;
      }
      case "MatMulInt8Benchmark" -> {
        MatMulInt8Benchmark products = new MatMulInt8Benchmark();
        products.shape = shape;
        yield products;
      }
      case "MatMulHalfBenchmark" -> {
        MatMulHalfBenchmark products = new MatMulHalfBenchmark();
        products.shape = shape;
        yield products;
      }
      case "MatMulBlocksBenchmark" -> {
        MatMulBlocksBenchmark products = new MatMulBlocksBenchmark();
        products.shape = shape;
        yield products;
      }
      default -> throw new IllegalArgumentException("no product that takes turns: " + name);
    };
  }

  private TurnSeries rounds(Task task, Task peer, long nanos) {
    long warm = System.nanoTime();
    do {
      workers.run(task);
    } while (System.nanoTime() - warm < nanos / 4);
    if (peer != null) {
      turn(peer, false);
      rest();
    }
    TurnSeries series = new TurnSeries();
    long start = System.nanoTime();
    while (series.micros().size() < LEAST_ROUNDS || System.nanoTime() - start < nanos) {
      double before = ceiling();
      double micros = turn(task, true);
      double after = ceiling();
      series.micros().add(micros);
      series.ceilings().add((before + after) / 2);
      if (peer != null) {
        series.peerMicros().add(turn(peer, false));
        rest();
      }
    }
    return series;
  }

  private double ceiling() {
    return benchmark.ceiling(probe, work, CEILING_NANOS).mean();
  }

  /** The other library's threads come to rest. */
  private void rest() {
    if (benchmark.threads > 1) {
      LockSupport.parkNanos(PEER_REST_NANOS);
    }
  }

  /** The mean time of a run in microseconds without the first one, which finds cold caches. */
  private double turn(Task task, boolean ours) {
    run(task, ours);
    long start = System.nanoTime();
    long now;
    int runs = 0;
    do {
      run(task, ours);
      runs++;
      now = System.nanoTime();
    } while (now - start < TURN_NANOS);
    return (now - start) / 1e3 / runs;
  }

  private void run(Task task, boolean ours) {
    if (ours) {
      workers.run(task);
    } else {
      task.run(0, 0);
    }
  }
}
