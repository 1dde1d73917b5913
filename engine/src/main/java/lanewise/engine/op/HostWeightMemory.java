package lanewise.engine.op;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.natives.memory.NativeMemory;

/**
 * Native memory for weights. Small weights lie side by side in memory that they share: the system
 * then gives it in large pages, zeroed by nobody. Not thread-safe.
 */
public final class HostWeightMemory implements WeightMemory {
  /** Memory that small weights share grows from the first of these sizes to the last. */
  private static final long SMALLEST_SHARED_BYTES = 64L << 10;

  private static final long LARGEST_SHARED_BYTES = 4L << 20;

  private final Arena arena;
  private MemorySegment shared = MemorySegment.NULL;
  private long sharedUsed;
  private long nextSharedBytes = SMALLEST_SHARED_BYTES;

  /** Memory that lives as long as {@code arena}. */
  public HostWeightMemory(Arena arena) {
    this.arena = arena;
  }

  @Override
  public MemorySegment allocate(long bytes) {
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
}
