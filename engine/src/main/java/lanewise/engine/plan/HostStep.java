package lanewise.engine.plan;

import java.util.List;
import lanewise.engine.graph.Node;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;

/** One node's tasks, on the CPU. */
public final class HostStep implements BoundStep {
  private final Node node;
  private final String reason;
  private final Task[] tasks;

  HostStep(Node node, String reason, List<Task> tasks) {
    this.node = node;
    this.reason = reason;
    this.tasks = tasks.toArray(new Task[0]);
  }

  public Node node() {
    return node;
  }

  /** Why no device runs it, or null where none was asked. */
  public String reason() {
    return reason;
  }

  @Override
  public void run(String source, Workers workers) {
    try {
      for (Task task : tasks) {
        workers.run(task);
      }
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, node, e);
    }
  }
}
