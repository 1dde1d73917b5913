package lanewise.engine.plan;

import lanewise.engine.device.ModelDevice;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceMemory;

/**
 * A session's workspace on a device.
 *
 * @param memory mirrors the whole workspace
 */
public record WorkspaceMirror(ModelDevice model, DeviceMemory memory) {
  Device device() {
    return model.device();
  }

  /**
   * Waits for the device.
   *
   * @param source the model's name, for messages
   * @throws ModelFormatException if a step met what it cannot work on, such as an index outside its
   *     table
   */
  void finish(String source) {
    try {
      device().finish();
    } catch (IndexOutOfBoundsException e) {
      ModelFormatException exception =
          new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "a step on " + device().description().label(),
              e.getMessage());
      exception.initCause(e);
      throw exception;
    }
  }
}
