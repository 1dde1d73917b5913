package lanewise.engine;

import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A bounded number of sessions, made when first needed; callers wait their turn in order. */
final class SessionPool {
  private final LoadedModel model;
  private final int capacity;
  private final Semaphore free;
  private final ArrayDeque<Session> idle;
  private volatile boolean closed;

  SessionPool(LoadedModel model) {
    this.model = model;
    this.capacity = model.options().sessions();
    this.free = new Semaphore(capacity, true);
    this.idle = new ArrayDeque<>(capacity);
  }

  /** A session for this call alone; give it back with {@link #release}. */
  Session acquire(RunOptions options) {
    checkOpen();
    try {
      if (options.timeout() == null) {
        free.acquire();
      } else if (!free.tryAcquire(options.timeoutNanos(), TimeUnit.NANOSECONDS)) {
        throw StepControl.timedOut();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StepControl.interrupted();
    }
    boolean taken = false;
    try {
      checkOpen();
      Session session;
      synchronized (idle) {
        session = idle.pollLast();
      }
      Session result = session == null ? new Session(model) : session;
      taken = true;
      return result;
    } finally {
      if (!taken) {
        free.release();
      }
    }
  }

  void release(Session session) {
    synchronized (idle) {
      idle.addLast(session);
    }
    free.release();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the model is closed");
    }
  }

  /** Refuses new calls, waits for running ones, frees all sessions. False if closed before. */
  boolean close() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
    }
    free.acquireUninterruptibly(capacity);
    synchronized (idle) {
      for (Session session : idle) {
        session.close();
      }
      idle.clear();
    }
    free.release(capacity);
    return true;
  }
}
