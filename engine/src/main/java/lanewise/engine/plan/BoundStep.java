package lanewise.engine.plan;

import lanewise.engine.graph.Node;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;

/** One node's tasks, ready to run. */
public final class BoundStep {
  private final Node node;
  private final Task[] tasks;

  BoundStep(Node node, Task[] tasks) {
    this.node = node;
    this.tasks = tasks;
  }

  public Node node() {
    return node;
  }

  void run(String source, Workers workers) {
    try {
      for (Task task : tasks) {
        workers.run(task);
      }
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, node, e);
    }
  }
}
