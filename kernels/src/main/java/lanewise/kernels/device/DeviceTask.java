package lanewise.kernels.device;

import lanewise.kernels.Task;

/**
 * A task of a device: running it hands it to the queue. It has one part, or none where there is
 * nothing to do.
 */
public interface DeviceTask extends Task {
  /** The device that runs it, or null where there is nothing to do. */
  Device device();

  /** The kernel's own name, for reports. */
  String kernel();

  /**
   * Nanoseconds that the device spent on this task while it was measured, up to the last {@link
   * Device#finish}.
   */
  long deviceNanos();

  @Override
  default String tier() {
    Device device = device();
    return device == null ? "device" : device.tier().name();
  }
}
