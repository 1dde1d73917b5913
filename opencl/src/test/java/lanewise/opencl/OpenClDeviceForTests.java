package lanewise.opencl;

import java.nio.file.Path;
import java.util.List;
import lanewise.kernels.KernelTier;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceContractTier;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceSettings;
import org.junit.jupiter.api.Assumptions;

/** The first OpenCL device, opened once for all tests, or the reason why a test is skipped. */
public final class OpenClDeviceForTests {
  private OpenClDeviceForTests() {}

  /** The device's kernels over host memory. */
  public static KernelTier tier() {
    return DeviceContractTier.of(shared());
  }

  /** The device that tests share; they close what they mirror. */
  public static Device shared() {
    requireDevice();
    return Shared.DEVICE;
  }

  /** How tests open a device: programs are kept below {@code target}. */
  public static DeviceSettings settings() {
    return DeviceSettings.defaults().withCacheFolder(Path.of("target", "device-cache"));
  }

  /** The first device; the test is skipped where there is none. */
  public static DeviceDescription requireDevice() {
    List<DeviceDescription> devices = Shared.FOUND;
    Assumptions.assumeFalse(
        devices.isEmpty(), () -> "no OpenCL device: " + new OpenClProvider().refusals());
    return devices.getFirst();
  }

  private static final class Shared {
    private static final List<DeviceDescription> FOUND = new OpenClProvider().devices();
    private static final Device DEVICE =
        FOUND.isEmpty() ? null : new OpenClProvider().open(FOUND.getFirst(), settings());
  }
}
