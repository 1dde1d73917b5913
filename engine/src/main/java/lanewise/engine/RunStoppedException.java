package lanewise.engine;

/**
 * A call ended before its result was there: its time was up, or its thread was interrupted (then
 * the thread's interrupt status is still set). The model stays usable.
 */
public final class RunStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a call was stopped. */
  public enum Reason {
    TIMEOUT,
    INTERRUPT
  }

  private final Reason reason;

  RunStoppedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
