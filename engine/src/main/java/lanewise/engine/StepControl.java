package lanewise.engine;

import jdk.jfr.FlightRecorder;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.BoundStep;
import lanewise.engine.plan.CopyStep;
import lanewise.engine.plan.DeviceStep;
import lanewise.engine.plan.HostStep;
import lanewise.engine.plan.RunControl;

/**
 * Stops a run between two steps when its time is up or its thread is interrupted; measures steps.
 */
final class StepControl implements RunControl {
  private static final long NO_DEADLINE = Long.MAX_VALUE;

  private long deadlineNanos = NO_DEADLINE;
  private RunProfile profile;
  private String source;
  private String device;
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

  /**
   * A run of a plan begins.
   *
   * @param model the model's name, for messages
   * @param runsOn the device, or null for the CPU alone
   */
  void begin(String model, ModelDevice runsOn) {
    source = model;
    if (runsOn != null && profile != null) {
      device = runsOn.device().description().label();
      runsOn.device().profile(true);
    }
  }

  /** The run has ended: what the device measured is there. */
  void end(BoundPlan plan) {
    if (profile != null && plan.isOnDevice()) {
      for (BoundStep step : plan.steps()) {
        if (step instanceof DeviceStep own) {
          profile.add(own.node(), device, own.takeDeviceNanos());
        }
      }
    }
  }

  @Override
  public void beforeStep(BoundStep step) {
    checkStop(deadlineNanos);
    if (recording) {
      event = new StepEvent();
      event.begin();
    }
    if (profile != null) {
      if (step instanceof CopyStep copy && copy.direction() == CopyStep.Direction.DOWNLOAD) {
        copy.awaitDevice(source); // Its time is that of the steps before.
      }
      stepStart = System.nanoTime();
    }
  }

  @Override
  public void afterStep(BoundStep step) {
    if (profile != null) {
      long nanos = System.nanoTime() - stepStart;
      switch (step) {
        case HostStep own -> profile.add(own.node(), DeviceOptions.CPU, nanos);
        case CopyStep copy -> profile.add(copy, nanos);
        case DeviceStep own -> profile.begin(own.node(), device);
      }
    }
    if (recording) {
      event.end();
      describe(step);
      event.commit();
    }
  }

  private void describe(BoundStep step) {
    switch (step) {
      case HostStep own -> describe(own.node());
      case DeviceStep own -> describe(own.node());
      case CopyStep copy -> {
        event.node = String.join(", ", copy.values());
        event.operator = copy.direction().name();
      }
    }
  }

  private void describe(Node node) {
    event.node = node.title();
    event.operator = node.operator();
  }

  @Override
  public boolean mayHaveToStop() {
    return deadlineNanos != NO_DEADLINE;
  }

  @Override
  public void checkStop() {
    checkStop(deadlineNanos);
  }

  @Override
  public boolean isStop(RuntimeException thrown) {
    return thrown instanceof RunStoppedException;
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
