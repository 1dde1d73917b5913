package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops that do one thing as fast as the Vector API can, for measured ceilings; each gives a number
 * that is never 0.
 */
public final class RegisterLoops {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final int ACCUMULATORS = 12;

  /** Multiply-adds in one round of {@link #fma}. */
  public static final int FMA_LANES = ACCUMULATORS * FLOATS.length();

  private RegisterLoops() {}

  /** Twelve independent chains hide the latency of two multiply-adds a cycle. */
  public static long fma(int rounds) {
    FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
    FloatVector a0 = y;
    FloatVector a1 = y;
    FloatVector a2 = y;
    FloatVector a3 = y;
    FloatVector a4 = y;
    FloatVector a5 = y;
    FloatVector a6 = y;
    FloatVector a7 = y;
    FloatVector a8 = y;
    FloatVector a9 = y;
    FloatVector a10 = y;
    FloatVector a11 = y;
    for (int i = 0; i < rounds; i++) {
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
    return Float.floatToIntBits(sum.add(a6).add(a7).add(a8).add(a9).add(a10).add(a11).lane(0));
  }

  /** Reads {@code byteSize} bytes from {@code offset} on, not all of them zero. */
  public static long read(MemorySegment memory, long offset, long byteSize, long passes) {
    long seen = 0;
    for (long pass = 0; pass < passes; pass++) {
      seen |= readOnce(memory, offset, byteSize);
    }
    return seen;
  }

  private static long readOnce(MemorySegment memory, long offset, long byteSize) {
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    long step = LONGS.vectorByteSize();
    ByteOrder order = ByteOrder.nativeOrder();
    for (long at = offset; at <= offset + byteSize - 4 * step; at += 4 * step) {
      a = a.or(LongVector.fromMemorySegment(LONGS, memory, at, order));
      b = b.or(LongVector.fromMemorySegment(LONGS, memory, at + step, order));
      c = c.or(LongVector.fromMemorySegment(LONGS, memory, at + 2 * step, order));
      d = d.or(LongVector.fromMemorySegment(LONGS, memory, at + 3 * step, order));
    }
    return a.or(b).or(c).or(d).reduceLanes(VectorOperators.OR);
  }
}
