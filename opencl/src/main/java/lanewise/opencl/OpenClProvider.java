package lanewise.opencl;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceProvider;
import lanewise.kernels.device.DeviceSettings;
import lanewise.opencl.driver.Faults;
import lanewise.opencl.driver.FoundDevice;
import lanewise.opencl.driver.Platforms;
import lanewise.opencl.product.ProductSizes;

/** Gives every OpenCL device of this machine. */
public final class OpenClProvider implements DeviceProvider {
  /** What a device's label starts with. */
  public static final String NAME = "opencl";

  private final Faults faults;

  /** The devices as the drivers give them. */
  public OpenClProvider() {
    this(Faults.NONE);
  }

  /** The same with faults. */
  OpenClProvider(Faults faults) {
    this.faults = faults;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<DeviceDescription> devices() {
    List<DeviceDescription> descriptions = new ArrayList<>();
    for (FoundDevice found : Platforms.read().devices()) {
      descriptions.add(Descriptions.of(descriptions.size(), found.info()));
    }
    return List.copyOf(descriptions);
  }

  @Override
  public List<String> refusals() {
    return Platforms.read().refusals();
  }

  @Override
  public Device open(DeviceDescription device, DeviceSettings settings) {
    return open(device, settings, null);
  }

  /** With sizes of products, or null for those that were tuned. */
  Device open(DeviceDescription device, DeviceSettings settings, ProductSizes sizes) {
    List<FoundDevice> found = Platforms.read().devices();
    if (device.index() >= found.size()
        || !found.get(device.index()).info().name().equals(device.name())) {
      throw new DeviceException(
          DeviceException.Reason.UNAVAILABLE,
          device.label() + " (" + device.name() + ") is no longer there; list the devices again");
    }
    return new OpenClDevice(device, found.get(device.index()), settings, faults, sizes);
  }
}
