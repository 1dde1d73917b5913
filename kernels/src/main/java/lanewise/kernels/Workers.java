package lanewise.kernels;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import lanewise.natives.thread.ThreadPinning;

/**
 * The threads that run a task's parts. The calling thread, which may be a virtual one, is worker 0
 * and takes part; the others spin briefly, then park, so an idle pool costs nothing.
 *
 * <p>The parts of a task are shared out in ranges, each worker taking the same ones in each run as
 * long as all are equally fast; who is done helps the others.
 *
 * <p>One caller at a time: a second one meets an {@link IllegalStateException}. Whatever is to be
 * computed on several threads at once needs a pool each. Running allocates nothing.
 *
 * <p>{@link Knob#SPIN_MICROS} says for how long a thread spins before it parks, {@link
 * Knob#PIN_THREADS} whether the pool's own threads are bound to processors.
 */
public final class Workers implements AutoCloseable {
  private static final int DEFAULT_SPIN_MICROS = 30;
  private static final long NANOS_PER_MICRO = 1_000;

  /** How many pauses pass between two looks at the clock. */
  private static final int PAUSES_PER_LOOK = 16;

  private final Helper[] helpers;
  private final long spinNanos;
  private final boolean pinned;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Whoever has claimed a part knows that {@link #task} is that run's, since it changes only while
   * nothing is unclaimed and nothing unfinished.
   */
  private final PartClaims claims;

  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private Task task;
  private volatile Thread waitingCaller;
  private volatile boolean closed;

  private Workers(int threads) {
    boolean crowded = threads > Runtime.getRuntime().availableProcessors();
    int otherwise = crowded ? 0 : DEFAULT_SPIN_MICROS;
    int spinMicros = Knob.SPIN_MICROS.integer(otherwise, 0, Integer.MAX_VALUE);
    this.spinNanos = spinMicros * NANOS_PER_MICRO;
    this.pinned = Knob.PIN_THREADS.flag(false);
    if (pinned && ThreadPinning.refusal() != null) {
      throw new IllegalArgumentException(
          "-D" + Knob.PIN_THREADS.property() + "=true: " + ThreadPinning.refusal());
    }
    this.claims = new PartClaims(threads);
    this.helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
    }
  }

  /** A pool of {@code threads} workers, the calling thread included. */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
    Workers workers = new Workers(threads);
    boolean started = false;
    try {
      for (Helper helper : workers.helpers) {
        helper.thread.start();
      }
      started = true;
      return workers;
    } finally {
      if (!started) {
        workers.close(); // The system has no more threads; those that began must end.
      }
    }
  }

  /** How many workers there are. */
  public int count() {
    return helpers.length + 1;
  }

  /**
   * Runs all parts and returns when the last has ended. What a part throws first is thrown here,
   * once the parts that had begun have ended; the others are dropped. An interrupt does not stop
   * the run and stays set.
   *
   * @throws IllegalStateException if another run is going on or the pool is closed
   */
  public void run(Task newTask) {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "these workers already run a task; give each concurrent caller its own");
    }
    try {
      if (closed) {
        throw new IllegalStateException("these workers are closed");
      }
      int count = newTask.parts();
      if (count > 1 && helpers.length > 0) {
        runTogether(newTask, count);
      } else {
        for (int part = 0; part < count; part++) {
          newTask.run(part, 0);
        }
      }
    } finally {
      busy.set(false);
    }
  }

  private void runTogether(Task newTask, int count) {
    task = newTask;
    unfinished.set(count);
    claims.open(count);
    for (int i = 0; i < helpers.length && i < count - 1; i++) {
      helpers[i].wake();
    }
    work(0);
    awaitLastPart();
    task = null;
    Throwable thrown = failure.getAndSet(null);
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown != null) {
      throw new IllegalStateException("a part of a task failed", thrown);
    }
  }

  /** Claims and runs parts until none is unclaimed. */
  private void work(int worker) {
    int ended = 0;
    for (int part = claims.claim(worker); part >= 0; part = claims.claim(worker)) {
      ended++;
      try {
        task.run(part, worker);
      } catch (Throwable thrown) { // whatever it is, the caller gets it
        failure.compareAndSet(null, thrown);
        ended += claims.claimAll();
      }
    }
    if (ended > 0 && unfinished.addAndGet(-ended) == 0) {
      LockSupport.unpark(waitingCaller);
    }
  }

  private void awaitLastPart() {
    long deadline = System.nanoTime() + spinNanos;
    int pauses = 0;
    while (unfinished.get() != 0) {
      if (++pauses % PAUSES_PER_LOOK == 0 && System.nanoTime() - deadline >= 0) {
        parkUntilLastPart();
        return;
      }
      Thread.onSpinWait();
    }
  }

  private void parkUntilLastPart() {
    boolean interrupted = false;
    waitingCaller = Thread.currentThread();
    while (unfinished.get() != 0) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    waitingCaller = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends the threads and returns when they have ended; waits for a run that is going on. A second
   * call does nothing.
   */
  @Override
  public void close() {
    while (!busy.compareAndSet(false, true)) {
      LockSupport.parkNanos(this, NANOS_PER_MICRO);
    }
    try {
      closed = true;
    } finally {
      busy.set(false);
    }
    boolean interrupted = false;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper.thread);
      while (helper.thread.isAlive()) {
        try {
          helper.thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A thread of the pool. */
  private final class Helper implements Runnable {
    private final int worker;
    private final Thread thread;
    private volatile boolean parked;

    Helper(int worker) {
      this.worker = worker;
      this.thread =
          Thread.ofPlatform()
              .daemon(true)
              .name("lanewise-worker-" + worker)
              .inheritInheritableThreadLocals(false)
              .unstarted(this);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void run() {
      if (pinned) {
        ThreadPinning.pin(worker);
      }
      while (!closed) {
        long run = claims.run();
        work(worker);
        awaitRunAfter(run);
      }
    }

    /** Returns when a run after that one has been opened or the pool is closed. */
    private void awaitRunAfter(long run) {
      long deadline = System.nanoTime() + spinNanos;
      int pauses = 0;
      while (idle(run)) {
        if (++pauses % PAUSES_PER_LOOK == 0 && System.nanoTime() - deadline >= 0) {
          parked = true;
          while (idle(run)) {
            LockSupport.park(Workers.this);
          }
          parked = false;
          return;
        }
        Thread.onSpinWait();
      }
    }

    private boolean idle(long run) {
      return claims.run() == run && !closed;
    }
  }
}
