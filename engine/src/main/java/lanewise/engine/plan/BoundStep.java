package lanewise.engine.plan;

import lanewise.kernels.Workers;

/** One step of a plan, ready to run any number of times. */
public sealed interface BoundStep permits HostStep, DeviceStep, CopyStep {
  /**
   * Runs it, or hands it to its device's queue.
   *
   * @param source the model's name, for messages
   */
  void run(String source, Workers workers);
}
