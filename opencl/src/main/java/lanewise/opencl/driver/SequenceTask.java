package lanewise.opencl.driver;

import java.util.List;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceTask;

/** Kernels that follow each other as one task. */
record SequenceTask(DeviceContext context, String kernel, List<Task> steps) implements DeviceTask {
  SequenceTask {
    steps = List.copyOf(steps);
  }

  @Override
  public int parts() {
    return 1;
  }

  @Override
  public void run(int part, int worker) {
    for (int i = 0; i < steps.size(); i++) {
      Task step = steps.get(i);
      if (step.parts() > 0) {
        step.run(0, worker);
      }
    }
  }

  @Override
  public Device device() {
    return context.device();
  }

  @Override
  public long deviceNanos() {
    long nanos = 0;
    for (Task step : steps) {
      nanos += step instanceof DeviceTask task ? task.deviceNanos() : 0;
    }
    return nanos;
  }
}
