package lanewise.engine;

import java.util.Objects;
import lanewise.kernels.Knob;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;

/**
 * Where a model computes. Immutable; each {@code with…} method gives a changed copy.
 *
 * <p>On a device, the graph's steps are placed when the model is opened: those that the device has
 * kernels for run there, the others on the CPU, with copies between. Weights go up once and are
 * shared by the model's sessions.
 *
 * @param name {@code cpu}; or {@code opencl} for the first such device, {@code opencl:1} for the
 *     second. OpenCL needs the artifact {@code io.github.lanewise:lanewise-opencl}
 * @param fallback whether the CPU goes on where the device cannot be used or fails; otherwise that
 *     is a {@link lanewise.kernels.device.DeviceException}
 * @param settings how the device is used
 * @param devices where the device is looked for, or null for all providers on the path
 */
public record DeviceOptions(
    String name, boolean fallback, DeviceSettings settings, Devices devices) {
  /** The name of the CPU. */
  public static final String CPU = "cpu";

  public DeviceOptions {
    Objects.requireNonNull(name, "name; the CPU is '" + CPU + "'");
    Objects.requireNonNull(settings, "settings");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a device is named cpu, opencl or opencl:1, not ''");
    }
  }

  /** The device that {@link Knob#DEVICE} names, else the CPU. */
  public static DeviceOptions defaults() {
    String named = Knob.DEVICE.given();
    return of(named == null ? CPU : named);
  }

  /** The CPU alone. */
  public static DeviceOptions cpu() {
    return of(CPU);
  }

  /** The device of this name, or an error where it cannot be used. */
  public static DeviceOptions of(String name) {
    return new DeviceOptions(name, false, DeviceSettings.defaults(), null);
  }

  public DeviceOptions withFallback(boolean allowed) {
    return new DeviceOptions(name, allowed, settings, devices);
  }

  public DeviceOptions withSettings(DeviceSettings changed) {
    return new DeviceOptions(name, fallback, changed, devices);
  }

  /** Looks among these devices alone. */
  public DeviceOptions withDevices(Devices found) {
    return new DeviceOptions(name, fallback, settings, found);
  }

  /** Whether only the CPU is asked for. */
  public boolean isCpu() {
    return name.equals(CPU);
  }
}
