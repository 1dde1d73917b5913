package lanewise.opencl.driver;

import java.util.Set;
import lanewise.kernels.device.DeviceDescription.Kind;

/**
 * What a driver tells about a device.
 *
 * @param languageVersion of OpenCL C, major times 10 plus minor: 12 for 1.2
 * @param localMemoryBytes what a work-group's items may share
 * @param largestGroup work-items of a work-group at most
 * @param correctDivision whether division and square root can be rounded correctly
 * @param computeCapability NVIDIA's, major times 10 plus minor; 0 elsewhere
 */
public record DeviceInfo(
    String platform,
    String vendor,
    String name,
    String driver,
    Kind kind,
    long memoryBytes,
    long largestAllocationBytes,
    int computeUnits,
    int languageVersion,
    long localMemoryBytes,
    long largestGroup,
    boolean correctDivision,
    int computeCapability,
    Set<String> extensions) {
  public DeviceInfo {
    extensions = Set.copyOf(extensions);
  }

  public boolean has(String extension) {
    return extensions.contains(extension);
  }

  /** Whether it reads and computes with 16-bit floats itself. */
  public boolean halfs() {
    return has("cl_khr_fp16");
  }

  public boolean doubles() {
    return has("cl_khr_fp64");
  }

  public boolean nvidia() {
    return computeCapability > 0;
  }

  public boolean gpu() {
    return kind == Kind.GPU;
  }
}
