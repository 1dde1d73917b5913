package lanewise.engine.background;

/**
 * A result that a daemon thread of its own makes. Thread-safe.
 *
 * @param <T> what is made
 * @param <E> what may prevent it, beside unchecked exceptions
 */
public final class Background<T, E extends Exception> {
  /** What makes the result. Classes, not lambdas, start quickly in a young process. */
  public interface Work<T, E extends Exception> {
    T make() throws E;
  }

  private final Run<T, E> run;
  private final Thread thread;

  private Background(Run<T, E> run, Thread thread) {
    this.run = run;
    this.thread = thread;
  }

  /** Starts the work on a thread of this name. */
  public static <T, E extends Exception> Background<T, E> start(String thread, Work<T, E> work) {
    Run<T, E> run = new Run<>(work);
    return new Background<>(run, Thread.ofPlatform().daemon().name(thread).start(run));
  }

  /** Waits until the work is done, also in an interrupted thread, which stays so. */
  public T await() throws E {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return run.result();
  }

  /** What ends with a result or with what prevented it. */
  private static final class Run<T, E extends Exception> implements Runnable {
    private final Work<T, E> work;
    private T result;
    private Throwable failure;

    Run(Work<T, E> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        result = work.make();
      } catch (Throwable e) {
        failure = e;
      }
    }

    @SuppressWarnings("unchecked")
    T result() throws E {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure != null) {
        throw (E) failure; // Work throws nothing else that is checked.
      }
      return result;
    }
  }
}
