package lanewise.bench.peer;

import java.util.ArrayList;
import java.util.List;
import lanewise.bench.setup.Medians;

/**
 * Measures two engines in turns: a short block of runs of the one, a pause, a block of the other,
 * so that both meet the same state of a shared machine. The pause lets the other engine's threads,
 * which spin for a while after a run, come to rest; the first run of each block is not counted.
 */
final class Turns {
  private static final long BLOCK_NANOS = 150_000_000;
  private static final long WARM_UP_NANOS = 2_000_000_000;
  private static final long PAUSE_MILLIS = 20;
  private static final int LEAST_BLOCKS = 5;

  private Turns() {}

  /** The median time of one run of each engine. */
  record Times(double oursNanos, double theirsNanos, int runs) {
    double ratio() {
      return theirsNanos / oursNanos;
    }
  }

  static Times measure(Engine ours, Engine theirs, double seconds) throws InterruptedException {
    long nanos = (long) (seconds * 1e9);
    long warmUpNanos = Math.min(WARM_UP_NANOS, nanos);
    long blockNanos = Math.min(BLOCK_NANOS, nanos / (2 * LEAST_BLOCKS));
    warmUp(theirs, warmUpNanos / 4);
    warmUp(ours, warmUpNanos);
    List<Long> ourTimes = new ArrayList<>();
    List<Long> theirTimes = new ArrayList<>();
    long end = System.nanoTime() + nanos;
    for (int block = 0; block < LEAST_BLOCKS || System.nanoTime() < end; block++) {
      runBlock(ours, ourTimes, blockNanos);
      runBlock(theirs, theirTimes, blockNanos);
    }
    return new Times(
        Medians.median(ourTimes),
        Medians.median(theirTimes),
        Math.min(ourTimes.size(), theirTimes.size()));
  }

  private static void warmUp(Engine engine, long nanos) {
    long end = System.nanoTime() + nanos;
    int runs = 0;
    while (runs++ < 3 || System.nanoTime() < end) {
      engine.run();
    }
  }

  private static void runBlock(Engine engine, List<Long> times, long nanos)
      throws InterruptedException {
    Thread.sleep(PAUSE_MILLIS);
    engine.run();
    long blockEnd = System.nanoTime() + nanos;
    do {
      long start = System.nanoTime();
      engine.run();
      times.add(System.nanoTime() - start);
    } while (System.nanoTime() < blockEnd);
  }
}
