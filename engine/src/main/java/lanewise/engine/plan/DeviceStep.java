package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Node;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceTask;

/** One node's tasks, on a device: running them hands them to its queue. */
public final class DeviceStep implements BoundStep {
  private final Node node;
  private final DeviceTask[] tasks;
  private long reportedNanos;

  private DeviceStep(Node node, DeviceTask[] tasks) {
    this.node = node;
    this.tasks = tasks;
  }

  /** The step, or null where a task is not a device's. */
  static DeviceStep of(Node node, List<Task> tasks) {
    List<DeviceTask> flat = new ArrayList<>();
    return addAll(tasks, flat) ? new DeviceStep(node, flat.toArray(new DeviceTask[0])) : null;
  }

  private static boolean addAll(List<Task> tasks, List<DeviceTask> flat) {
    for (Task task : tasks) {
      boolean added =
          switch (task) {
            case DeviceTask own -> flat.add(own);
            case ConcurrentTasks several -> addAll(several.tasks(), flat);
            default -> false;
          };
      if (!added) {
        return false;
      }
    }
    return true;
  }

  public Node node() {
    return node;
  }

  @Override
  public void run(String source, Workers workers) {
    try {
      for (DeviceTask task : tasks) {
        if (task.parts() > 0) {
          task.run(0, 0);
        }
      }
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, node, e);
    }
  }

  /** What the device spent on this step since this was asked last, as far as it was measured. */
  public long takeDeviceNanos() {
    long nanos = 0;
    for (DeviceTask task : tasks) {
      nanos += task.deviceNanos();
    }
    long since = nanos - reportedNanos;
    reportedNanos = nanos;
    return since;
  }
}
