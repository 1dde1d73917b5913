package lanewise.natives.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The memory calls of Linux and macOS, bound once and on first use.
 *
 * @param hugePages whether the system has transparent huge pages
 * @param anonymousFlags {@code MAP_PRIVATE | MAP_ANONYMOUS} in the system's numbers
 */
record PosixMemory(
    MethodHandle mmap,
    MethodHandle munmap,
    MethodHandle madvise,
    long pageBytes,
    boolean hugePages,
    int anonymousFlags) {

  /** The size of a large page on x86-64, and on ARM with small pages of 4 KB. */
  static final long HUGE_PAGE_BYTES = 2L << 20;

  private static final int READ_WRITE = 3;
  private static final int LINUX_ANONYMOUS = 0x22;
  private static final int MACOS_ANONYMOUS = 0x1002;

  /**
   * The calls, or empty on other systems and where native access was not granted. The first caller
   * waits for the JVM's linker to start.
   */
  static Optional<PosixMemory> available() {
    Optional<PosixMemory> calls = Bound.CALLS;
    while (Background.BINDER.isAlive()) {
      Thread.onSpinWait(); // It has nothing left to do but to end.
    }
    return calls;
  }

  /**
   * The calls if they have been bound by now. The linker takes a young process longer to start than
   * a small model to open, so this begins the binding on a thread of its own and waits for nothing.
   */
  static Optional<PosixMemory> ifReady() {
    return Background.BINDER.isAlive() ? Optional.empty() : Bound.CALLS;
  }

  private static final class Bound {
    /**
     * One shape for all calls, so that the linker makes one stub and a process starts sooner: the
     * calling conventions of these systems pass six integers in registers, a callee looks only at
     * those that it knows, and at the low half of those that it knows as {@code int}.
     */
    private static final FunctionDescriptor SHAPE =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private static final Optional<PosixMemory> CALLS = bind(SHAPE);
  }

  private static final class Background {
    private static final Thread BINDER =
        Thread.ofPlatform()
            .daemon()
            .name("lanewise-binder")
            .start(
                new Runnable() {
                  @Override
                  public void run() {
                    Objects.requireNonNull(Bound.CALLS);
                  }
                });
  }

  @SuppressWarnings("restricted")
  private static Optional<PosixMemory> bind(FunctionDescriptor shape) {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean linux = os.startsWith("linux");
    if (!RestrictedMemory.granted() || !(linux || os.startsWith("mac"))) {
      return Optional.empty();
    }
    Linker linker;
    try {
      linker = Linker.nativeLinker();
    } catch (UnsupportedOperationException e) {
      return Optional.empty(); // A JVM without a linker for its platform.
    }
    SymbolLookup libc = linker.defaultLookup();
    Optional<MemorySegment> mmap = libc.find("mmap");
    Optional<MemorySegment> munmap = libc.find("munmap");
    Optional<MemorySegment> madvise = libc.find("madvise");
    Optional<MemorySegment> getpagesize = libc.find("getpagesize");
    if (mmap.isEmpty() || munmap.isEmpty() || madvise.isEmpty() || getpagesize.isEmpty()) {
      return Optional.empty();
    }
    int pageBytes = (int) call(linker.downcallHandle(getpagesize.get(), shape), 0, 0, 0, 0, 0, 0);
    return Optional.of(
        new PosixMemory(
            linker.downcallHandle(mmap.get(), shape),
            linker.downcallHandle(munmap.get(), shape),
            linker.downcallHandle(madvise.get(), shape),
            pageBytes,
            linux,
            linux ? LINUX_ANONYMOUS : MACOS_ANONYMOUS));
  }

  private static long call(
      MethodHandle function, long a0, long a1, long a2, long a3, long a4, long a5) {
    try {
      return (long) function.invokeExact(a0, a1, a2, a3, a4, a5);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call into the C library threw", e);
    }
  }

  /**
   * Fresh zeroed pages that are unmapped with the arena, at a multiple of the large page's size;
   * empty if the system refuses. No page takes memory before it is written.
   */
  @SuppressWarnings("restricted")
  Optional<MemorySegment> map(Arena arena, long byteSize) {
    if (byteSize > Long.MAX_VALUE - HUGE_PAGE_BYTES) {
      return Optional.empty();
    }
    long mappedBytes = byteSize + HUGE_PAGE_BYTES;
    long start = call(mmap, 0, mappedBytes, READ_WRITE, anonymousFlags, -1, 0);
    if (start == -1) {
      return Optional.empty();
    }
    MemorySegment owned;
    try {
      owned =
          MemorySegment.ofAddress((start + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES)
              .reinterpret(byteSize, arena, ended -> unmap(start, mappedBytes));
    } catch (RuntimeException e) {
      unmap(start, mappedBytes);
      throw e;
    }
    advise(owned, Advice.HUGEPAGE);
    return Optional.of(owned);
  }

  private void unmap(long start, long mappedBytes) {
    if ((int) call(munmap, start, mappedBytes, 0, 0, 0, 0) != 0) {
      throw new IllegalStateException("munmap refused what mmap gave");
    }
  }

  /** Advises on the pages that hold {@code part}; a refusal is no error, since it is advice. */
  boolean advise(MemorySegment part, Advice advice) {
    if (advice == Advice.HUGEPAGE && !hugePages) {
      return false;
    }
    int number =
        switch (advice) {
          case RANDOM -> 1;
          case SEQUENTIAL -> 2;
          case WILLNEED -> 3;
          case HUGEPAGE -> 14;
        };
    long start = part.address() & -pageBytes;
    long byteSize = part.address() + part.byteSize() - start;
    return (int) call(madvise, start, byteSize, number, 0, 0, 0) == 0;
  }
}
