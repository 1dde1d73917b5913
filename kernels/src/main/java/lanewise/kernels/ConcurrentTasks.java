package lanewise.kernels;

import java.util.List;

/** Several independent tasks as one: their parts stand in a row and may run at once. */
public final class ConcurrentTasks implements Task {
  private final Task[] tasks;
  private final int[] partsBefore;
  private final int parts;

  private ConcurrentTasks(Task[] tasks) {
    this.tasks = tasks;
    this.partsBefore = new int[tasks.length];
    int count = 0;
    for (int i = 0; i < tasks.length; i++) {
      partsBefore[i] = count;
      count = Math.addExact(count, tasks[i].parts());
    }
    this.parts = count;
  }

  /** The tasks as one; they must write disjoint memory and not read what another writes. */
  public static Task of(List<Task> tasks) {
    return tasks.size() == 1 ? tasks.getFirst() : new ConcurrentTasks(tasks.toArray(Task[]::new));
  }

  /** What runs at once. */
  public List<Task> tasks() {
    return List.of(tasks);
  }

  @Override
  public int parts() {
    return parts;
  }

  @Override
  public void run(int part, int worker) {
    int low = 0;
    int high = tasks.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (partsBefore[middle] <= part) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    tasks[low].run(part - partsBefore[low], worker);
  }
}
