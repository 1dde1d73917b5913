package lanewise.bench.roofline;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import lanewise.natives.memory.NativeMemory;

/**
 * Measured ceilings of some number of threads.
 *
 * @param threads how many threads ran at once
 * @param fmaGflops f32 multiply-adds out of registers, two operations each, in 10⁹ a second
 * @param dotGops multiply-adds of bytes out of registers, two operations each, in 10⁹ a second;
 *     empty where the CPU has no such instruction that the machine tier uses
 * @param readGbs reading memory, in 10⁹ bytes a second, by the number of bytes that all threads
 *     together read again and again: small ones come out of the caches
 */
public record Ceilings(
    int threads, double fmaGflops, OptionalDouble dotGops, NavigableMap<Long, Double> readGbs) {
  private static final long LEAST_READ_BYTES = 64 << 10;
  private static final long MOST_READ_BYTES = 256L << 20;

  /** What each thread reads in one measurement, so that starting it does not count. */
  private static final long READ_IN_ALL = 64L << 20;

  private static final int FMA_ROUNDS = 2_000_000;
  private static final int DOT_CALLS = 100;
  private static final int LEAST_REPEATS = 7;
  private static final long LEAST_NANOS = 300_000_000;

  /**
   * Measures with {@code threads} threads at once; takes some seconds.
   *
   * @param byteSizes working sets that reading will be asked for
   */
  public static Ceilings measure(int threads, Collection<Long> byteSizes) {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads);
        Arena arena = Arena.ofShared()) {
      double fmas = 2.0 * RegisterLoops.FMA_LANES * FMA_ROUNDS * threads;
      double fma = fmas / least(pool, threads, thread -> () -> RegisterLoops.fma(FMA_ROUNDS));
      NavigableMap<Long, Double> reads = new TreeMap<>();
      byteSizes.stream().map(Ceilings::rounded).forEach(size -> reads.put(size, 0.0));
      if (!reads.isEmpty()) {
        MemorySegment memory = NativeMemory.allocate(arena, reads.lastKey());
        memory.fill((byte) 1);
        reads.replaceAll((size, none) -> readGbs(pool, threads, memory.asSlice(0, size)));
      }
      return new Ceilings(threads, fma, dotGops(pool, threads, arena), reads);
    }
  }

  private static OptionalDouble dotGops(ExecutorService pool, int threads, Arena arena) {
    return ByteDotLoop.install(arena)
        .map(loop -> {
          double operations = (double) ByteDotLoop.OPERATIONS_PER_CALL * DOT_CALLS * threads;
          return OptionalDouble.of(
              operations / least(pool, threads, thread -> () -> loop.run(DOT_CALLS)));
        })
        .orElse(OptionalDouble.empty());
  }

  private static double readGbs(ExecutorService pool, int threads, MemorySegment memory) {
    long share = memory.byteSize() / threads & -4096;
    long rounds = Math.max(1, READ_IN_ALL / share);
    long nanos =
        least(
            pool,
            threads,
            thread -> () -> RegisterLoops.read(memory.asSlice(thread * share, share), rounds));
    return (double) share * rounds * threads / nanos;
  }

  /** The size that is measured for a working set of {@code bytes}: the next power of two. */
  static long rounded(long bytes) {
    long clamped = Math.clamp(bytes, LEAST_READ_BYTES, MOST_READ_BYTES);
    return Long.highestOneBit(2 * clamped - 1);
  }

  /**
   * What reading a working set of {@code bytes} reached.
   *
   * @throws IllegalArgumentException if that size was not measured
   */
  public double readGbs(long bytes) {
    Double found = readGbs.get(rounded(bytes));
    if (found == null) {
      throw new IllegalArgumentException(
          "reading " + rounded(bytes) + " bytes was not measured, only " + readGbs.keySet());
    }
    return found;
  }

  /** The shortest time that all threads together took for their loops. */
  private static long least(ExecutorService pool, int threads, IntFunction<Callable<Long>> loop) {
    List<Callable<Long>> calls = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      calls.add(loop.apply(thread));
    }
    long least = Long.MAX_VALUE;
    long end = System.nanoTime() + LEAST_NANOS;
    for (int repeat = 0; repeat < LEAST_REPEATS || System.nanoTime() < end; repeat++) {
      least = Math.min(least, nanos(pool, calls));
    }
    return least;
  }

  private static long nanos(ExecutorService pool, List<Callable<Long>> calls) {
    try {
      long start = System.nanoTime();
      long sum = 0;
      for (Future<Long> result : pool.invokeAll(calls)) {
        sum += result.get();
      }
      long nanos = System.nanoTime() - start;
      if (sum == 0) {
        throw new IllegalStateException("a ceiling's loop computed nothing");
      }
      return nanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring a ceiling", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a ceiling's loop failed: " + e.getCause(), e);
    }
  }
}
