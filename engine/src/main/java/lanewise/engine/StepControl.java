package lanewise.engine;

import jdk.jfr.FlightRecorder;
import lanewise.engine.plan.BoundStep;
import lanewise.engine.plan.RunControl;

/**
 * Stops a run between two steps when its time is up or its thread is interrupted; measures steps.
 */
final class StepControl implements RunControl {
  private static final long NO_DEADLINE = Long.MAX_VALUE;

  private long deadlineNanos = NO_DEADLINE;
  private RunProfile profile;
  private boolean recording;
  private long stepStart;
  private StepEvent event;

  /** Sets up for the next run; {@code startNanos} is when the caller came. */
  void reset(RunOptions options, long startNanos) {
    deadlineNanos = options.timeout() == null ? NO_DEADLINE : startNanos + options.timeoutNanos();
    profile = options.profile();
    // Not asked of StepEvent: to load an event class starts the recorder's machinery.
    recording = FlightRecorder.isInitialized();
  }

  @Override
  public void beforeStep(BoundStep step) {
    checkStop(deadlineNanos);
    if (recording) {
      event = new StepEvent();
      event.begin();
    }
    if (profile != null) {
      stepStart = System.nanoTime();
    }
  }

  @Override
  public void afterStep(BoundStep step) {
    if (profile != null) {
      profile.add(step.node(), System.nanoTime() - stepStart);
    }
    if (recording) {
      event.end();
      event.node = step.node().title();
      event.operator = step.node().operator();
      event.commit();
    }
  }

  private static void checkStop(long deadlineNanos) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    if (deadlineNanos != NO_DEADLINE && System.nanoTime() - deadlineNanos > 0) {
      throw timedOut();
    }
  }

  static RunStoppedException interrupted() {
    return new RunStoppedException(
        RunStoppedException.Reason.INTERRUPT, "the calling thread was interrupted");
  }

  static RunStoppedException timedOut() {
    return new RunStoppedException(
        RunStoppedException.Reason.TIMEOUT, "the call did not end within its timeout");
  }
}
