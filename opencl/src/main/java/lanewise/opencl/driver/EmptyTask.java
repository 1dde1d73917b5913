package lanewise.opencl.driver;

import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceTask;

/** Nothing to do. */
record EmptyTask(DeviceContext context, String kernel) implements DeviceTask {
  @Override
  public int parts() {
    return 0;
  }

  @Override
  public void run(int part, int worker) {
    throw new IndexOutOfBoundsException("this task has no part " + part);
  }

  @Override
  public Device device() {
    return context.device();
  }

  @Override
  public long deviceNanos() {
    return 0;
  }
}
