package lanewise.kernels;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The parts of a run that nobody has claimed yet. Each worker has a range of its own, the same one
 * whenever the task has as many parts: so it finds in its cores' caches what it left there, and the
 * lines that it writes are already its. Who has claimed all of his takes from the others.
 *
 * <p>A range is a number: that of the run above how many parts are left. Whoever lowers it by
 * compare-and-set has claimed a part of that run, which can't end before he has run it.
 */
final class PartClaims {
  private static final int RUN_SHIFT = 32;
  private static final long LEFT_MASK = (1L << RUN_SHIFT) - 1;

  /**
   * Longs from one number to the next: no two share a cache line, nor a pair that is fetched as
   * one.
   */
  private static final int STRIDE = 16;

  /** The number of the run, and behind it the ranges. */
  private final AtomicLongArray numbers;

  private final int workers;

  // Those of the run that goes on.
  private int parts;
  private int ranges;

  PartClaims(int workers) {
    this.workers = workers;
    this.numbers = new AtomicLongArray(Math.multiplyExact(workers + 2, STRIDE));
  }

  /** The number of the last run that was opened. */
  long run() {
    return numbers.get(STRIDE);
  }

  /** Opens a run of {@code count} parts, when all parts of the run before have ended. */
  void open(int count) {
    parts = count;
    ranges = Math.min(workers, count);
    long run = run() + 1;
    for (int range = 0; range < ranges; range++) {
      numbers.set(at(range), run << RUN_SHIFT | end(range) - end(range - 1));
    }
    numbers.set(STRIDE, run);
  }

  /** Claims a part for a worker: of its own range if it can; -1 if none is left. */
  int claim(int worker) {
    for (int i = 0; i < workers; i++) {
      int range = worker + i < workers ? worker + i : worker + i - workers;
      int at = at(range);
      for (long seen = numbers.get(at); (seen & LEFT_MASK) != 0; seen = numbers.get(at)) {
        if (numbers.compareAndSet(at, seen, seen - 1)) {
          return end(range) - (int) (seen & LEFT_MASK);
        }
      }
    }
    return -1;
  }

  /** Claims all parts that are left, and says how many. */
  int claimAll() {
    int claimed = 0;
    for (int range = 0; range < workers; range++) {
      int at = at(range);
      for (long seen = numbers.get(at); (seen & LEFT_MASK) != 0; seen = numbers.get(at)) {
        if (numbers.compareAndSet(at, seen, seen & ~LEFT_MASK)) {
          claimed += (int) (seen & LEFT_MASK);
        }
      }
    }
    return claimed;
  }

  private static int at(int range) {
    return (range + 2) * STRIDE;
  }

  /** The part behind the last one of a range. */
  private int end(int range) {
    return (int) ((range + 1L) * parts / ranges);
  }
}
