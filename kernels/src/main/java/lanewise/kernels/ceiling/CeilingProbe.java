package lanewise.kernels.ceiling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;
import lanewise.natives.memory.NativeMemory;

/**
 * Measures ceilings on the threads of a pool, again and again. Used by one thread at a time, and
 * only while the pool runs nothing else.
 */
public final class CeilingProbe implements AutoCloseable {
  private static final long LEAST_READ_BYTES = 64 << 10;
  private static final long MOST_READ_BYTES = 256L << 20;

  /** Calls of one worker in one window, which takes milliseconds. */
  private static final int CALLS_PER_WINDOW = 64;

  /** How far ahead one of the ways to read prefetches. */
  private static final int PREFETCH_BYTES = 4096;

  /** How long loops that Java compiles are run before they count. */
  private static final long WARM_UP_NANOS = 200_000_000;

  private final Workers workers;
  private final Arena arena = Arena.ofShared();
  private final Map<Ceiling, CeilingLoop> arithmetic = new EnumMap<>(Ceiling.class);
  private final List<ReadLoop.Reader> readers;
  private final boolean compiled;
  private Arena readArena = Arena.ofShared();
  private MemorySegment readMemory = MemorySegment.NULL;
  private List<ReadLoop> readLoops = List.of();
  private long readBytes;

  /** Makes the loops; {@code workers} stay the caller's and must outlive this. */
  public CeilingProbe(Workers workers) {
    this.workers = workers;
    Optional<RegisterCode> code = RegisterCode.open(arena);
    List<ReadLoop.Reader> machineReaders = code.map(this::install).orElse(List.of());
    compiled = machineReaders.isEmpty();
    if (compiled) {
      JavaLoops loops = JavaLoops.best();
      arithmetic.put(Ceiling.FMA_F32, loops.fma());
      readers = List.of(loops.reader());
    } else {
      readers = machineReaders;
    }
  }

  /** Which way of reading is fastest differs from machine to machine and from hour to hour. */
  private List<ReadLoop.Reader> install(RegisterCode code) {
    try {
      for (Ceiling ceiling : Ceiling.values()) {
        code.arithmetic(ceiling).ifPresent(loop -> arithmetic.put(ceiling, loop));
      }
      return List.of(
          reader(code.read(1, 0)), reader(code.read(1, PREFETCH_BYTES)), reader(code.read(4, 0)));
    } catch (MachineCodeRefusedException e) {
      arithmetic.clear();
      return List.of(); // Other loops serve; the kernels' tiers tell why.
    }
  }

  private static ReadLoop.Reader reader(Routine read) {
    return (memory, offset, byteSize, passes) ->
        read.call(memory.address() + offset, byteSize / RegisterCode.READ_STEP_BYTES, passes);
  }

  /** How many threads measure. */
  public int threads() {
    return workers.count();
  }

  /** Whether there is a loop for this ceiling here. */
  public boolean has(Ceiling ceiling) {
    return ceiling == Ceiling.READ || arithmetic.containsKey(ceiling);
  }

  /**
   * Measures a ceiling of arithmetic for some {@code nanos}.
   *
   * @throws IllegalArgumentException if there is no loop for it
   */
  public Rate arithmetic(Ceiling ceiling, long nanos) {
    CeilingLoop loop = arithmetic.get(ceiling);
    if (loop == null) {
      throw new IllegalArgumentException(
          "this CPU has no instruction, or this process no loop, for: " + ceiling.label());
    }
    return rate(loop, CALLS_PER_WINDOW * workers.count(), nanos);
  }

  /**
   * Measures for some {@code nanos} how fast all threads together read {@code bytes}, rounded to
   * the next power of two, again and again: small ones come out of the caches.
   */
  public Rate read(long bytes, long nanos) {
    long size = rounded(bytes);
    if (readBytes != size) {
      readArena.close();
      readArena = Arena.ofShared();
      long atLeast = ReadLoop.leastBytes(workers.count());
      MemorySegment memory = NativeMemory.allocate(readArena, Math.max(size, atLeast));
      memory.fill((byte) 1); // A page that was never written would be read out of the cache.
      readBytes = size;
      loopOver(memory);
    }
    return readLoops(nanos);
  }

  /**
   * The same of memory that is there: what a kernel reads, with its pages and its place in caches.
   *
   * @param memory native memory, a page for each thread at least
   */
  public Rate read(MemorySegment memory, long nanos) {
    if (memory.byteSize() < ReadLoop.leastBytes(workers.count())) {
      throw new IllegalArgumentException(
          "reading is measured over "
              + ReadLoop.leastBytes(workers.count())
              + " bytes at least, not "
              + memory.byteSize());
    }
    if (!memory.equals(readMemory)) {
      readBytes = 0;
      loopOver(memory);
    }
    return readLoops(nanos);
  }

  private void loopOver(MemorySegment memory) {
    readMemory = memory;
    readLoops =
        readers.stream().map(reader -> ReadLoop.of(reader, memory, workers.count())).toList();
  }

  /** The fastest of the ways to read, each for its share of the time. */
  private Rate readLoops(long nanos) {
    double best = 0;
    double mean = 0;
    for (ReadLoop loop : readLoops) {
      // At least one pass over everything.
      long pass = readMemory.byteSize() / loop.chunkBytes() / loop.passes();
      int calls = (int) Math.max(leastCalls(), pass);
      Rate rate = rate(loop, calls, nanos / readLoops.size());
      best = Math.max(best, rate.best());
      mean = Math.max(mean, rate.mean());
    }
    return new Rate(best, mean);
  }

  private long leastCalls() {
    return (long) CALLS_PER_WINDOW * workers.count();
  }

  /** The size that is measured for a working set of {@code bytes}: the next power of two. */
  public static long rounded(long bytes) {
    long clamped = Math.clamp(bytes, LEAST_READ_BYTES, MOST_READ_BYTES);
    return Long.highestOneBit(2 * clamped - 1);
  }

  private Rate rate(CeilingLoop loop, int calls, long nanos) {
    Window window = new Window(loop, calls, new long[workers.count()]);
    long warm = System.nanoTime();
    do {
      workers.run(window);
    } while (compiled && System.nanoTime() - warm < WARM_UP_NANOS);
    double work = calls * loop.workPerCall();
    long least = Long.MAX_VALUE;
    long windows = 0;
    long start = System.nanoTime();
    long last = start;
    do {
      workers.run(window);
      long now = System.nanoTime();
      least = Math.min(least, now - last);
      last = now;
      windows++;
    } while (last - start < nanos);
    window.requireWork();
    return new Rate(work / least, work * windows / (last - start));
  }

  @Override
  public void close() {
    readArena.close();
    arena.close();
  }

  /** Some calls of a loop, shared by the workers. */
  private record Window(CeilingLoop loop, int calls, long[] seen) implements Task {
    @Override
    public int parts() {
      return calls;
    }

    @Override
    public void run(int part, int worker) {
      seen[worker] |= loop.call(worker);
    }

    void requireWork() {
      long all = 0;
      for (long one : seen) {
        all |= one;
      }
      if (all == 0) {
        throw new IllegalStateException("a ceiling's loop computed nothing");
      }
    }
  }
}
