package lanewise.engine.op;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import lanewise.kernels.Knob;
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

  /** Memory that small weights share grows from the first of these sizes to the last. */
  private static final long SMALLEST_SHARED_BYTES = 64L << 10;

  private static final long LARGEST_SHARED_BYTES = 4L << 20;

  private static final boolean PACKS = Knob.PACKING.flag(true);

  private final Arena arena;
  private final Map<Key, Object> prepared = new HashMap<>();
  private MemorySegment shared = MemorySegment.NULL;
  private long sharedUsed;
  private long nextSharedBytes = SMALLEST_SHARED_BYTES;
  private long byteSize;
  private Workers workers;

  /** Weights that live as long as {@code arena}; {@code workers} fill them while a model loads. */
  public Weights(Arena arena, Workers workers) {
    this.arena = arena;
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
      found = maker.apply(this);
      prepared.put(key, found);
    }
    return (T) found;
  }

  /**
   * Memory that lives as long as the model; only a maker calls this. Small weights lie side by side
   * in memory that they share: the system then gives it in large pages, zeroed by nobody.
   */
  public MemorySegment allocate(long bytes) {
    byteSize += bytes;
    if (bytes > nextSharedBytes / 2) {
      nextSharedBytes = Math.min(2 * nextSharedBytes, LARGEST_SHARED_BYTES);
      return NativeMemory.allocate(arena, bytes);
    }
    if (bytes > shared.byteSize() - sharedUsed) {
      shared = NativeMemory.allocate(arena, nextSharedBytes);
      sharedUsed = 0;
      nextSharedBytes = Math.min(2 * nextSharedBytes, LARGEST_SHARED_BYTES);
    }
    MemorySegment part = shared.asSlice(sharedUsed, bytes);
    sharedUsed = Math.min(NativeMemory.roundUp(sharedUsed + bytes), shared.byteSize());
    return part;
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
