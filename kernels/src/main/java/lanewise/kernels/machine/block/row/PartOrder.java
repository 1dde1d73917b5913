package lanewise.kernels.machine.block.row;

/**
 * Remembers what each worker ran last: workers take parts in ascending order, so that a part's
 * beginning has been prefetched by whoever ran the part before it. A wrong guess costs time, no
 * more; so do two workers that share an entry.
 */
final class PartOrder {
  private static final int WORKERS = 64;

  /** Numbers of one worker, so that no two share a cache line. */
  private static final int ENTRY = 32;

  /** The part that each worker is expected to run next. */
  private final int[] expected = new int[(WORKERS + 1) * ENTRY];

  /** Whether the worker that begins {@code part} has just run the part before it. */
  boolean follows(int part, int worker) {
    int entry = (worker % WORKERS + 1) * ENTRY;
    boolean follows = part > 0 && expected[entry] == part;
    expected[entry] = part + 1;
    return follows;
  }
}
