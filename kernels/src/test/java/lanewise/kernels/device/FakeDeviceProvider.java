package lanewise.kernels.device;

import java.util.ArrayList;
import java.util.List;

/** Gives one fake device; the test that wants it hands this provider over. */
public final class FakeDeviceProvider implements DeviceProvider {
  /** What the device's label starts with. */
  public static final String NAME = "fake";

  private final long memoryBytes;
  private final FakeDeviceFaults faults;
  private final List<FakeDevice> opened = new ArrayList<>();

  /** A provider of a device with so much memory. */
  public FakeDeviceProvider(long memoryBytes, FakeDeviceFaults faults) {
    this.memoryBytes = memoryBytes;
    this.faults = faults;
  }

  /** The devices that were opened, in turn. */
  public List<FakeDevice> opened() {
    return List.copyOf(opened);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<DeviceDescription> devices() {
    return List.of(
        new DeviceDescription(
            NAME,
            0,
            "tests",
            "Lanewise",
            "fake device",
            "1",
            DeviceDescription.Kind.ACCELERATOR,
            memoryBytes,
            memoryBytes,
            1,
            List.of(),
            List.of(new DeviceDescription.Use("f32", "scalar kernels"))));
  }

  @Override
  public List<String> refusals() {
    return List.of();
  }

  @Override
  public Device open(DeviceDescription device, DeviceSettings settings) {
    FakeDevice fake = new FakeDevice(device, settings, faults);
    opened.add(fake);
    return fake;
  }
}
