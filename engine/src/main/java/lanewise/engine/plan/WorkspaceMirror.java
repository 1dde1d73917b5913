package lanewise.engine.plan;

import lanewise.engine.device.ModelDevice;
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
}
