package lanewise.engine.op;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lanewise.kernels.Knob;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;

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

  private static final boolean PACKS = Knob.PACKING.flag(true);

  private final WeightMemory memory;
  private final Map<Key, Object> prepared = new HashMap<>();
  private final List<MemorySegment> allocated = new ArrayList<>();
  private long byteSize;
  private Workers workers;

  /** Weights that live as long as {@code arena}; {@code workers} fill them while a model loads. */
  public Weights(Arena arena, Workers workers) {
    this(new HostWeightMemory(arena), workers);
  }

  /**
   * Weights in {@code memory}.
   *
   * @param workers fill them while a model loads; null for the thread that asks
   */
  public Weights(WeightMemory memory, Workers workers) {
    this.memory = memory;
    this.workers = workers;
  }

  /** Whether constants are packed once; {@link Knob#PACKING} says so for the whole process. */
  public static boolean arePacked() {
    return PACKS;
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
      found = make(constant, maker);
      prepared.put(key, found);
    }
    return (T) found;
  }

  private <T> T make(Tensor constant, Function<Weights, T> maker) {
    allocated.clear();
    memory.startReading(constant);
    boolean made = false;
    try {
      T result = maker.apply(this);
      made = true;
      return result;
    } finally {
      memory.endReading(constant);
      if (!made) {
        allocated.forEach(segment -> byteSize -= segment.byteSize());
        memory.forget(allocated);
      }
    }
  }

  /** Memory that lives as long as the model; only a maker calls this. */
  public MemorySegment allocate(long bytes) {
    MemorySegment segment = memory.allocate(bytes);
    allocated.add(segment);
    byteSize += bytes;
    return segment;
  }

  /** Runs a task that fills memory; only a maker calls this. */
  public void run(Task task) {
    memory.run(task, workers);
  }

  /** Bytes of all prepared weights. */
  public synchronized long byteSize() {
    return byteSize;
  }
}
