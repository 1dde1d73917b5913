package lanewise.natives.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Allocates native memory for tensors. Thread-safe where the given arena is. */
public final class NativeMemory {
  /** Alignment in bytes of every allocation: one cache line, one 512-bit vector. */
  public static final long ALIGNMENT = 64;

  /** From this size on memory comes in pages of its own, large ones where the system has them. */
  static final long PAGED_BYTES = PosixMemory.HUGE_PAGE_BYTES;

  /**
   * The system property that says whether large memory asks for large pages: {@code true}, the
   * default, or {@code false}. It is read when memory is allocated.
   */
  public static final String HUGE_PAGES_PROPERTY = "lanewise.hugePages";

  private NativeMemory() {}

  static boolean wantsHugePages() {
    String value = System.getProperty(HUGE_PAGES_PROPERTY, "").strip();
    return switch (value) {
      case "", "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "-D" + HUGE_PAGES_PROPERTY + " must be true or false, not " + value);
    };
  }

  /**
   * Zeroed memory of {@code byteSize} bytes, 64-byte aligned, that lives as long as the arena.
   *
   * <p>Large memory takes no room before it is written, and has large pages where the system has
   * them, once {@link #preparePages} or its work in the background is done. It is invisible to the
   * garbage collector: give it an arena that will be closed, or use {@link #allocateCollected} for
   * what is only forgotten.
   *
   * @throws NativeMemoryLimitException if the arena has a budget that this would pass, or the
   *     system has no more memory
   */
  public static MemorySegment allocate(Arena arena, long byteSize) {
    return arena instanceof BudgetedArena budgeted
        ? budgeted.allocate(byteSize, ALIGNMENT)
        : allocateUncounted(arena, byteSize, ALIGNMENT);
  }

  /**
   * Zeroed memory, 64-byte aligned, that is freed some time after its last reference is gone. It
   * counts against the JVM's limit of direct memory, so that much of it makes the collector run.
   */
  public static MemorySegment allocateCollected(long byteSize) {
    return allocateByArena(Arena.ofAuto(), byteSize, ALIGNMENT);
  }

  /**
   * Gets ready to give large memory in pages of its own, and waits until that is done. It happens
   * by itself in the background when a large file is mapped or large memory is asked for; a
   * benchmark that wants every allocation to be alike calls this first.
   *
   * @return whether the system has such pages and native access was granted
   */
  public static boolean preparePages() {
    return PosixMemory.available().isPresent();
  }

  static MemorySegment allocateUncounted(Arena arena, long byteSize, long alignment) {
    if (byteSize >= PAGED_BYTES && alignment <= PosixMemory.HUGE_PAGE_BYTES) {
      Optional<PosixMemory> posix = PosixMemory.ifReady();
      if (posix.isPresent()) {
        Optional<MemorySegment> pages = posix.get().map(arena, byteSize);
        if (pages.isPresent()) {
          return pages.get();
        }
      }
    }
    return allocateByArena(arena, byteSize, alignment);
  }

  private static MemorySegment allocateByArena(Arena arena, long byteSize, long alignment) {
    try {
      return arena.allocate(byteSize, alignment);
    } catch (OutOfMemoryError e) {
      throw new NativeMemoryLimitException(byteSize, e);
    }
  }

  /** The least multiple of {@link #ALIGNMENT} that is not below {@code byteSize}. */
  public static long roundUp(long byteSize) {
    return Math.addExact(byteSize, ALIGNMENT - 1) & -ALIGNMENT;
  }
}
