package lanewise.engine.op;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.NativeMemory;

/**
 * Prepared weights of one model, shared by its sessions, freed with the model. Thread-safe.
 *
 * <p>A weight is known by the memory of the constant it was made from, so that nodes which share a
 * constant share its packing.
 */
public final class Weights {
  private record Key(long address, long byteSize, String layout) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && address == that.address
          && byteSize == that.byteSize
          && layout.equals(that.layout);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(address) * 31 + layout.hashCode();
    }
  }

  private final Arena arena;
  private final Map<Key, Object> prepared = new HashMap<>();
  private long byteSize;
  private Workers workers;

  /** Weights that live as long as {@code arena}; {@code workers} fill them while a model loads. */
  public Weights(Arena arena, Workers workers) {
    this.arena = arena;
    this.workers = workers;
  }

  /** Ends the use of the workers: what is prepared later is filled by the thread that asks. */
  public synchronized void endLoading() {
    workers = null;
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
  public MemorySegment allocate(long bytes) {
    byteSize += bytes;
    return NativeMemory.allocate(arena, bytes);
  }

  /** Runs a task that fills memory; only a maker calls this. */
  public void run(Task task) {
    if (workers != null) {
      workers.run(task);
      return;
    }
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }

  /** Bytes of all prepared weights. */
  public synchronized long byteSize() {
    return byteSize;
  }
}
