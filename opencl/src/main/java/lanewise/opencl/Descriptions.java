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
        uses(info, extensions));
  }

  private static List<Use> uses(DeviceInfo info, List<String> extensions) {
    List<Use> uses = new ArrayList<>();
    uses.add(new Use("f32", "natively"));
    uses.add(new Use("f64", info.doubles() ? "natively" : "on the CPU"));
    uses.add(new Use("f16", "stored natively, computed in f32"));
    uses.add(new Use("bf16", "by conversion to f32"));
    boolean dots =
        info.computeCapability() >= 61 || extensions.contains("cl_khr_integer_dot_product");
    uses.add(new Use("i8 products", dots ? "by dot products of four" : "by multiply and add"));
    uses.add(new Use("block types", "q8_0, q4_0, q4_K, q6_K unpacked in the product"));
    if (info.computeCapability() >= 80) {
      uses.add(new Use("matrix units", "for f16 and bf16 products, where fast math is allowed"));
    }
    return uses;
  }
}
