package lanewise.bench.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  record Medians(double oursNanos, double theirsNanos, int runs) {
    double ratio() {
      return theirsNanos / oursNanos;
    }
  }

  static Medians measure(Engine ours, Engine theirs, double seconds) throws InterruptedException {
    warmUp(theirs, WARM_UP_NANOS / 4);
    warmUp(ours, WARM_UP_NANOS);
    List<Long> ourTimes = new ArrayList<>();
    List<Long> theirTimes = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int block = 0; block < LEAST_BLOCKS || System.nanoTime() < end; block++) {
      runBlock(ours, ourTimes);
      runBlock(theirs, theirTimes);
    }
    return new Medians(
        median(ourTimes), median(theirTimes), Math.min(ourTimes.size(), theirTimes.size()));
  }

  private static void warmUp(Engine engine, long nanos) {
    long end = System.nanoTime() + nanos;
    int runs = 0;
    while (runs++ < 3 || System.nanoTime() < end) {
      engine.run();
    }
  }

  private static void runBlock(Engine engine, List<Long> times) throws InterruptedException {
    Thread.sleep(PAUSE_MILLIS);
    engine.run();
    long blockEnd = System.nanoTime() + BLOCK_NANOS;
    do {
      long start = System.nanoTime();
      engine.run();
      times.add(System.nanoTime() - start);
    } while (System.nanoTime() < blockEnd);
  }

  private static double median(List<Long> times) {
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
