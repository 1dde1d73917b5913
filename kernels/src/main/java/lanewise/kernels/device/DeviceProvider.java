package lanewise.kernels.device;

import java.util.List;

/**
 * Gives the devices of one kind. Found by {@link java.util.ServiceLoader}; thread-safe. Making one
 * and asking for its name loads no driver.
 */
public interface DeviceProvider {
  /** What a user calls this kind of device, such as {@code opencl}. */
  String name();

  /**
   * The devices that are there now, in the order of their indexes; empty where there is none. Never
   * fails because of a driver: see {@link #refusals}.
   */
  List<DeviceDescription> devices();

  /** What could not be looked at, each with the reason: a missing library, a broken driver. */
  List<String> refusals();

  /**
   * Opens a device. One that was lost can be opened anew.
   *
   * @throws DeviceException if the device is gone or its driver fails
   */
  Device open(DeviceDescription device, DeviceSettings settings);
}
