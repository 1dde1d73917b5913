package lanewise.engine.op;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;

/** Where a model's prepared weights live, and what fills them. */
public interface WeightMemory {
  /** Memory that lives as long as the model. */
  MemorySegment allocate(long bytes);

  /**
   * Gives back what was allocated for a weight that could not be prepared.
   *
   * @param allocated what {@link #allocate} gave since the last {@link #startReading}
   */
  default void forget(Iterable<MemorySegment> allocated) {}

  /** Lets tasks read a constant until {@link #endReading}. */
  default void startReading(Tensor constant) {}

  /** Ends what {@link #startReading} began. */
  default void endReading(Tensor constant) {}

  /**
   * Runs a task that fills memory.
   *
   * @param workers may be null: then the calling thread runs it
   */
  default void run(Task task, Workers workers) {
    if (workers != null) {
      workers.run(task);
      return;
    }
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }
}
