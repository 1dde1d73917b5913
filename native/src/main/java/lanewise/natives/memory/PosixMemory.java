package lanewise.natives.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import lanewise.natives.call.NativeCall;

/**
 * The memory calls of Linux and macOS, bound once and on first use.
 *
 * @param hugePages whether the system has transparent huge pages
 * @param anonymousFlags {@code MAP_PRIVATE | MAP_ANONYMOUS} in the system's numbers
 */
record PosixMemory(
    MemorySegment mmap,
    MemorySegment munmap,
    MemorySegment madvise,
    long pageBytes,
    boolean hugePages,
    int anonymousFlags) {

  /** The size of a large page on x86-64, and on ARM with small pages of 4 KB. */
  static final long HUGE_PAGE_BYTES = 2L << 20;

  /** Memory is given back in pieces: one call for all of it would hold off safepoints for long. */
  private static final long UNMAPPED_AT_ONCE = 2 * HUGE_PAGE_BYTES;

  /** Linux's {@code MADV_NOHUGEPAGE}. */
  private static final int NO_HUGE_PAGES = 15;

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
    private static final Optional<PosixMemory> CALLS = bind();
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

  private static Optional<PosixMemory> bind() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean linux = os.startsWith("linux");
    if (!RestrictedMemory.granted()
        || !(linux || os.startsWith("mac"))
        || NativeCall.refusal() != null) {
      return Optional.empty();
    }
    MemorySegment mmap = NativeCall.find("mmap");
    MemorySegment munmap = NativeCall.find("munmap");
    MemorySegment madvise = NativeCall.find("madvise");
    MemorySegment getpagesize = NativeCall.find("getpagesize");
    if (mmap == null || munmap == null || madvise == null || getpagesize == null) {
      return Optional.empty();
    }
    int pageBytes = (int) NativeCall.call(getpagesize, 0, 0, 0, 0, 0, 0);
    int anonymous = linux ? LINUX_ANONYMOUS : MACOS_ANONYMOUS;
    return Optional.of(new PosixMemory(mmap, munmap, madvise, pageBytes, linux, anonymous));
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
    long start = NativeCall.call(mmap, 0, mappedBytes, READ_WRITE, anonymousFlags, -1, 0);
    if (start == -1) {
      return Optional.empty();
    }
    MemorySegment owned;
    Unmapping unmapping = new Unmapping(this, start, mappedBytes);
    try {
      owned =
          MemorySegment.ofAddress((start + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES)
              .reinterpret(byteSize, arena, unmapping);
    } catch (RuntimeException e) {
      unmapping.run();
      throw e;
    }
    if (NativeMemory.wantsHugePages()) {
      advise(owned, Advice.HUGEPAGE);
    } else if (hugePages) {
      advise(owned, NO_HUGE_PAGES);
    }
    return Optional.of(owned);
  }

  /** Not a lambda: a young process would spend more time on making its class. */
  private record Unmapping(PosixMemory memory, long start, long byteSize)
      implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment ended) {
      run();
    }

    void run() {
      for (long at = 0; at < byteSize; at += UNMAPPED_AT_ONCE) {
        long piece = Math.min(UNMAPPED_AT_ONCE, byteSize - at);
        if ((int) NativeCall.call(memory.munmap, start + at, piece, 0, 0, 0, 0) != 0) {
          throw new IllegalStateException("munmap refused what mmap gave");
        }
      }
    }
  }

  /** Advises on the pages that hold {@code part}; a refusal is no error, since it is advice. */
  boolean advise(MemorySegment part, Advice advice) {
    if (advice == Advice.HUGEPAGE && !(hugePages && NativeMemory.wantsHugePages())) {
      return false;
    }
    int number =
        switch (advice) {
          case RANDOM -> 1;
          case SEQUENTIAL -> 2;
          case WILLNEED -> 3;
          case HUGEPAGE -> 14;
        };
    return advise(part, number);
  }

  private boolean advise(MemorySegment part, int number) {
    long start = part.address() & -pageBytes;
    long byteSize = part.address() + part.byteSize() - start;
    return (int) NativeCall.call(madvise, start, byteSize, number, 0, 0, 0) == 0;
  }
}
