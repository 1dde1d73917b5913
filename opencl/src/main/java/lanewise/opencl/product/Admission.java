package lanewise.opencl.product;

import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceSettings;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Faults;
import lanewise.opencl.driver.FoundDevice;

/** Tries matrix units on a context of their own before they are used. */
public final class Admission {
  private Admission() {}

  /**
   * Whether products may use matrix units: they are allowed, the device has them, and a trial gave
   * what the portable kernel gives. A trial that fails is told in one log line.
   */
  public static boolean ofMatrixUnits(
      FoundDevice found, DeviceSettings settings, ProductSizes sizes, Device device) {
    if (!settings.fastMath()) {
      return false;
    }
    DeviceContext trial =
        new DeviceContext(found, settings.withProfile(false), Faults.NONE, device);
    try {
      if (!MatrixUnits.present(trial)) {
        return false;
      }
      String difference = new MatrixUnits(trial).trial(new OpenClMatMulHalf(trial, sizes, false));
      if (difference != null) {
        log(found.info().name() + " computes without matrix units: " + difference);
      }
      return difference == null;
    } catch (DeviceException e) {
      log(found.info().name() + " computes without matrix units: " + e.getMessage());
      return false;
    } finally {
      trial.close();
    }
  }

  private static void log(String message) {
    System.getLogger(Admission.class.getName()).log(System.Logger.Level.INFO, message);
  }
}
