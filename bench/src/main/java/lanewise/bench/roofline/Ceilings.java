package lanewise.bench.roofline;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measured ceilings of some number of threads.
 *
 * @param threads how many threads ran at once
 * @param fmaGflops f32 multiply-adds out of registers, two operations each, in 10⁹ a second
 * @param readGbs reading memory far larger than the caches, in 10⁹ bytes a second
 */
public record Ceilings(int threads, double fmaGflops, double readGbs) {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final long READ_BYTES = 256L << 20;
  private static final int FMA_ROUNDS = 2_000_000;
  private static final int REPEATS = 7;

  /** Measures with {@code threads} threads at once; takes a few seconds. */
  public static Ceilings measure(int threads) {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads);
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate(READ_BYTES, 64);
      memory.fill((byte) 1);
      double fma = 0;
      double read = 0;
      long share = READ_BYTES / threads & -4096;
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        long fmaNanos = slowest(pool, threads, thread -> fmaLoop());
        long readNanos =
            slowest(pool, threads, thread -> readLoop(memory.asSlice(thread * share, share)));
        double operations = 2.0 * ACCUMULATORS * FLOATS.length() * FMA_ROUNDS * threads;
        fma = Math.max(fma, operations / fmaNanos);
        read = Math.max(read, (double) share * threads / readNanos);
      }
      return new Ceilings(threads, fma, read);
    }
  }

  private interface Loop {
    double run(int thread);
  }

  private static long slowest(ExecutorService pool, int threads, Loop loop) {
    Callable<Double>[] calls = newCalls(threads, loop);
    long start = System.nanoTime();
    try {
      double sink = 0;
      for (Future<Double> result : pool.invokeAll(java.util.List.of(calls))) {
        sink += result.get();
      }
      long nanos = System.nanoTime() - start;
      if (Double.isNaN(sink)) {
        throw new IllegalStateException("the ceiling's loop did not compute numbers");
      }
      return nanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @SuppressWarnings("unchecked")
  private static Callable<Double>[] newCalls(int threads, Loop loop) {
    return IntStream.range(0, threads)
        .mapToObj(thread -> (Callable<Double>) () -> loop.run(thread))
        .toArray(Callable[]::new);
  }

  private static final int ACCUMULATORS = 12;

  /** Twelve independent chains hide the latency of two multiply-adds a cycle. */
  private static double fmaLoop() {
    FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
    FloatVector a0 = y, a1 = y, a2 = y, a3 = y, a4 = y, a5 = y;
    FloatVector a6 = y, a7 = y, a8 = y, a9 = y, a10 = y, a11 = y;
    for (int i = 0; i < FMA_ROUNDS; i++) {
      a0 = a0.fma(x, y);
      a1 = a1.fma(x, y);
      a2 = a2.fma(x, y);
      a3 = a3.fma(x, y);
      a4 = a4.fma(x, y);
      a5 = a5.fma(x, y);
      a6 = a6.fma(x, y);
      a7 = a7.fma(x, y);
      a8 = a8.fma(x, y);
      a9 = a9.fma(x, y);
      a10 = a10.fma(x, y);
      a11 = a11.fma(x, y);
    }
    FloatVector sum = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
    return sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0);
  }

  private static double readLoop(MemorySegment memory) {
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    long step = LONGS.vectorByteSize();
    ByteOrder order = ByteOrder.nativeOrder();
    for (long at = 0; at <= memory.byteSize() - 4 * step; at += 4 * step) {
      a = a.add(LongVector.fromMemorySegment(LONGS, memory, at, order));
      b = b.add(LongVector.fromMemorySegment(LONGS, memory, at + step, order));
      c = c.add(LongVector.fromMemorySegment(LONGS, memory, at + 2 * step, order));
      d = d.add(LongVector.fromMemorySegment(LONGS, memory, at + 3 * step, order));
    }
    return a.add(b).add(c).add(d).lane(0);
  }
}
