package lanewise.engine;

import java.util.List;

/**
 * How a model's steps are placed on a device and the CPU, for inputs of one size.
 *
 * @param device such as {@code opencl:0}
 * @param deviceSteps steps that run on the device
 * @param hostSteps steps that run on the CPU
 * @param copies how often values cross over in a run, inputs and outputs counted
 * @param copiedBytes bytes of all copies of a run
 * @param deviceBytes the device's memory that the model's weights take
 */
public record DevicePlacement(
    String device,
    int deviceSteps,
    List<HostStep> hostSteps,
    int copies,
    long copiedBytes,
    long deviceBytes) {
  public DevicePlacement {
    hostSteps = List.copyOf(hostSteps);
  }

  /**
   * A step on the CPU.
   *
   * @param node the node's name, or that of its first output where it has none
   * @param operator such as {@code Conv}
   * @param reason why the device does not run it
   */
  public record HostStep(String node, String operator, String reason) {}
}
