package lanewise.kernels.device;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** All devices that the providers on the path give. Immutable and thread-safe. */
public final class Devices {
  private final List<DeviceProvider> providers;
  private final List<String> refusals;

  private Devices(List<DeviceProvider> providers, List<String> refusals) {
    this.providers = List.copyOf(providers);
    this.refusals = List.copyOf(refusals);
  }

  /** Looks for providers; loads no driver. */
  public static Devices find() {
    List<DeviceProvider> providers = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    ServiceLoader<DeviceProvider> loader =
        ServiceLoader.load(DeviceProvider.class, Devices.class.getClassLoader());
    for (ServiceLoader.Provider<DeviceProvider> found : loader.stream().toList()) {
      try {
        providers.add(found.get());
      } catch (ServiceConfigurationError e) {
        refusals.add(found.type().getName() + ": " + e.getMessage());
      }
    }
    return new Devices(providers, refusals);
  }

  /** Those of given providers alone. */
  public static Devices of(List<DeviceProvider> providers) {
    return new Devices(providers, List.of());
  }

  /** Every device that is there now. */
  public List<DeviceDescription> list() {
    List<DeviceDescription> all = new ArrayList<>();
    providers.forEach(provider -> all.addAll(provider.devices()));
    return List.copyOf(all);
  }

  /** What could not be looked at, each with the reason. */
  public List<String> refusals() {
    List<String> all = new ArrayList<>(refusals);
    providers.forEach(
        provider -> provider.refusals().forEach(line -> all.add(provider.name() + ": " + line)));
    return List.copyOf(all);
  }

  /**
   * Opens the device that a user named.
   *
   * @param label {@code opencl} for the provider's first device, or {@code opencl:N}
   * @throws DeviceException if there is no such provider or device; the message lists those that
   *     are there
   * @throws IllegalArgumentException if it is no name of a device
   */
  public Device open(String label, DeviceSettings settings) {
    int colon = label.indexOf(':');
    String name = colon < 0 ? label : label.substring(0, colon);
    int index = colon < 0 ? 0 : index(label, label.substring(colon + 1));
    for (DeviceProvider provider : providers) {
      if (provider.name().equals(name)) {
        List<DeviceDescription> devices = provider.devices();
        for (DeviceDescription device : devices) {
          if (device.index() == index) {
            return provider.open(device, settings);
          }
        }
        throw new DeviceException(
            DeviceException.Reason.UNAVAILABLE, absent(label, provider, devices));
      }
    }
    throw new DeviceException(
        DeviceException.Reason.UNAVAILABLE,
        "no module for device "
            + label
            + " is on the path; add the artifact lanewise-"
            + name
            + " or compute on the CPU");
  }

  private static int index(String label, String digits) {
    if (digits.isEmpty() || digits.length() > 6 || !digits.chars().allMatch(Devices::isDigit)) {
      throw new IllegalArgumentException("a device is named like opencl or opencl:1, not " + label);
    }
    return Integer.parseInt(digits);
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static String absent(
      String label, DeviceProvider provider, List<DeviceDescription> devices) {
    StringBuilder message = new StringBuilder("there is no device ").append(label).append("; ");
    if (devices.isEmpty()) {
      message.append("none was found");
    } else {
      message.append("there are");
      String separator = " ";
      for (DeviceDescription device : devices) {
        message.append(separator).append(device.label()).append(" (").append(device.name());
        message.append(')');
        separator = ", ";
      }
    }
    for (String refusal : provider.refusals()) {
      message.append("; ").append(refusal);
    }
    return message.toString();
  }
}
