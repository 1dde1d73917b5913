package lanewise.opencl;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceDescription.Use;
import lanewise.opencl.driver.DeviceInfo;

/** What Lanewise would do with a device. */
final class Descriptions {
  private Descriptions() {}

  static DeviceDescription of(int index, DeviceInfo info) {
    List<String> extensions = info.extensions().stream().sorted().toList();
    return new DeviceDescription(
        OpenClProvider.NAME,
        index,
        info.platform(),
        info.vendor(),
        info.name(),
        info.driver(),
        info.kind(),
        info.memoryBytes(),
        info.largestAllocationBytes(),
        info.computeUnits(),
        extensions,
        uses(info));
  }

  private static List<Use> uses(DeviceInfo info) {
    List<Use> uses = new ArrayList<>();
    uses.add(new Use("f32", "natively"));
    uses.add(new Use("f64", info.doubles() ? "natively" : "on the CPU"));
    uses.add(new Use("f16", "stored natively, computed in f32"));
    uses.add(new Use("bf16", "by conversion to f32"));
    uses.add(new Use("i8 products", "natively"));
    return uses;
  }
}
