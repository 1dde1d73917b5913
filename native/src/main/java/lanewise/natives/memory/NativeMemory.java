package lanewise.natives.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Allocates native memory for tensors. Thread-safe where the given arena is. */
public final class NativeMemory {
  /** Alignment in bytes of every allocation: one cache line, one 512-bit vector. */
  public static final long ALIGNMENT = 64;

  private NativeMemory() {}

  /** Zeroed memory of {@code byteSize} bytes, 64-byte aligned, that lives as long as the arena. */
  public static MemorySegment allocate(Arena arena, long byteSize) {
    return arena.allocate(byteSize, ALIGNMENT);
  }

  /** The least multiple of {@link #ALIGNMENT} that is not below {@code byteSize}. */
  public static long roundUp(long byteSize) {
    return Math.addExact(byteSize, ALIGNMENT - 1) & -ALIGNMENT;
  }
}
