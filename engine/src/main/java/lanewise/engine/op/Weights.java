package lanewise.engine.op;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;

/**
 * Prepared weights of one model, shared by its sessions, freed with the model. Thread-safe.
 *
 * <p>A weight is known by the memory of the constant it was made from, so that nodes which share a
 * constant share its packing.
 */
public final class Weights {
  private record Key(long address, long byteSize, String layout) {}

  private final Arena arena;
  private final MemoryBudget budget;
  private final Workers workers;
  private final Map<Key, Object> prepared = new HashMap<>();
  private long byteSize;

  /** Weights that live as long as {@code arena}; {@code workers} fill them. */
  public Weights(Arena arena, MemoryBudget budget, Workers workers) {
    this.arena = arena;
    this.budget = budget;
    this.workers = workers;
  }

  /** The prepared form of {@code constant} under this layout, made on first sight. */
  @SuppressWarnings("unchecked")
  public synchronized <T> T prepare(Tensor constant, String layout, Function<Weights, T> maker) {
    Key key = new Key(constant.segment().address(), constant.segment().byteSize(), layout);
    Object found = prepared.get(key);
    if (found == null) {
      found = maker.apply(this);
      prepared.put(key, found);
    }
    return (T) found;
  }

  /** Memory that lives as long as the model; only a maker calls this. */
  public MemorySegment allocate(long bytes, String purpose) {
    budget.reserve(bytes, purpose);
    byteSize += bytes;
    return NativeMemory.allocate(arena, bytes);
  }

  /** Runs a task that fills memory; only a maker calls this. */
  public void run(Task task) {
    workers.run(task);
  }

  /** Bytes of all prepared weights. */
  public synchronized long byteSize() {
    return byteSize;
  }
}
