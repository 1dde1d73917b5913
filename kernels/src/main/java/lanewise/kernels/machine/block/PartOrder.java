package lanewise.kernels.machine.block;

/**
 * Guesses which part of a task a worker runs next, so that its beginning can be prefetched: as many
 * workers take parts in turn, the one as far ahead as this one was from the part before. A wrong
 * guess costs time, no more; so do two workers that share an entry.
 */
public final class PartOrder {
  private static final int WORKERS = 64;

  /** Numbers of one worker, so that no two share a cache line. */
  private static final int ENTRY = 32;

  private static final int LAST = 0;
  private static final int STEP = 1;

  /** The part that was announced, plus one. */
  private static final int NEXT = 2;

  private final int[] entries = new int[(WORKERS + 1) * ENTRY];

  private static int entry(int worker) {
    return (worker % WORKERS + 1) * ENTRY;
  }

  /** The part that a worker which begins {@code part} will probably run after it. */
  public int next(int part, int worker) {
    int entry = entry(worker);
    int step = part - entries[entry + LAST];
    return part + (step > 0 ? step : Math.max(1, entries[entry + STEP]));
  }

  /** Whether the worker has been told that it would run {@code part}. */
  public boolean announced(int part, int worker) {
    return entries[entry(worker) + NEXT] == part + 1;
  }

  /** Remembers what a worker runs, and what will probably follow. */
  public void begin(int part, int next, int worker) {
    int entry = entry(worker);
    entries[entry + LAST] = part;
    entries[entry + STEP] = next - part;
    entries[entry + NEXT] = next + 1;
  }
}
