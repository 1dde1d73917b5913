package lanewise.kernels.device;

import java.nio.file.Path;

/**
 * How a device is to be used.
 *
 * @param memoryLimitBytes what all mirrors together may take, at most; 0 for what the device has
 * @param profile whether the device measures each task from the start
 * @param fastMath whether products of 16-bit weights may round f32 activations to the weights' type
 *     and sum in another order, as matrix units do; otherwise all bits are those of the contracts
 * @param cacheFolder where compiled programs and tuned sizes are kept, or null for none
 */
public record DeviceSettings(
    long memoryLimitBytes, boolean profile, boolean fastMath, Path cacheFolder) {
  public DeviceSettings {
    if (memoryLimitBytes < 0) {
      throw new IllegalArgumentException(
          "the limit of device memory must not be negative: " + memoryLimitBytes);
    }
  }

  /** All the device's memory, the contracts' bits, no profile, the user's cache folder. */
  public static DeviceSettings defaults() {
    return new DeviceSettings(0, false, false, DeviceCacheFolder.ofUser());
  }

  public DeviceSettings withMemoryLimit(long bytes) {
    return new DeviceSettings(bytes, profile, fastMath, cacheFolder);
  }

  public DeviceSettings withProfile(boolean wanted) {
    return new DeviceSettings(memoryLimitBytes, wanted, fastMath, cacheFolder);
  }

  public DeviceSettings withFastMath(boolean allowed) {
    return new DeviceSettings(memoryLimitBytes, profile, allowed, cacheFolder);
  }

  public DeviceSettings withCacheFolder(Path folder) {
    return new DeviceSettings(memoryLimitBytes, profile, fastMath, folder);
  }
}
