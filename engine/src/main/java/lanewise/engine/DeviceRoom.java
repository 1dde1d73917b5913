package lanewise.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceException;

/** Whether a model's weights have room on a device: asked before the first byte goes up. */
final class DeviceRoom {
  private DeviceRoom() {}

  /**
   * @throws DeviceException if they have not
   */
  static void require(String source, Device device, Collection<Tensor> constants) {
    long needed = byteSize(constants);
    if (needed > device.memoryLeft()) {
      throw new DeviceException(
          DeviceException.Reason.OUT_OF_MEMORY,
          source
              + " has "
              + megabytes(needed)
              + " of weights, "
              + device.description().label()
              + " has "
              + megabytes(device.memoryLeft())
              + " left of "
              + megabytes(device.description().memoryBytes())
              + "; take a smaller model or compute on the CPU");
    }
  }

  /** Bytes of all constants; those that share memory count once. */
  static long byteSize(Collection<Tensor> constants) {
    Set<Long> seen = new HashSet<>();
    long sum = 0;
    for (Tensor constant : constants) {
      if (seen.add(constant.segment().address())) {
        sum = Math.addExact(sum, constant.segment().byteSize());
      }
    }
    return sum;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
