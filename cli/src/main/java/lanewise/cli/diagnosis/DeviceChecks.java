package lanewise.cli.diagnosis;

import java.util.List;
import java.util.stream.Collectors;
import lanewise.kernels.device.Devices;

/** What there is to compute on beside the CPU. */
public final class DeviceChecks {
  private DeviceChecks() {}

  /** All of these checks. */
  public static List<Finding> all() {
    return List.of(devices(Devices.find()));
  }

  static Finding devices(Devices found) {
    String devices =
        found.list().stream()
            .map(device -> device.label() + " (" + device.name() + ")")
            .collect(Collectors.joining(", "));
    List<String> refusals = found.refusals();
    if (refusals.isEmpty()) {
      return Finding.fine(
          "OpenCL", devices.isEmpty() ? "no device; models run on the CPU" : devices);
    }
    return Finding.hint(
        "OpenCL",
        (devices.isEmpty() ? "no device" : devices) + "; " + String.join("; ", refusals),
        "Only if models are to run on such a device: mend its driver; lanewise devices tells more.");
  }
}
