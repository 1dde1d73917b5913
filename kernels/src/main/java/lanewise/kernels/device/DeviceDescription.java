package lanewise.kernels.device;

import java.util.List;

/**
 * What a device is, and what Lanewise would do with it.
 *
 * @param provider the name of the provider that gives it
 * @param index its number among that provider's devices, from 0
 * @param platform the driver that serves it
 * @param driver the driver's version
 * @param memoryBytes its memory
 * @param largestAllocationBytes what one mirror may have at most
 * @param computeUnits its processors, whatever the vendor counts as one
 * @param extensions what the driver says that it can do beyond the standard, sorted
 * @param uses how Lanewise computes on it, a line for each type or unit
 */
public record DeviceDescription(
    String provider,
    int index,
    String platform,
    String vendor,
    String name,
    String driver,
    Kind kind,
    long memoryBytes,
    long largestAllocationBytes,
    int computeUnits,
    List<String> extensions,
    List<Use> uses) {
  public DeviceDescription {
    extensions = List.copyOf(extensions);
    uses = List.copyOf(uses);
  }

  /** What sort of processor a device is. */
  public enum Kind {
    CPU,
    GPU,
    ACCELERATOR
  }

  /**
   * How something is computed.
   *
   * @param what a type or unit, such as {@code f16}
   * @param how in a few words, such as {@code by conversion to f32}
   */
  public record Use(String what, String how) {}

  /** How a user names it: {@code opencl:0}. */
  public String label() {
    return provider + ":" + index;
  }
}
