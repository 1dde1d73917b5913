package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.MIN;
import static lanewise.kernels.vector.IntegerLanes.I32;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanewise.kernels.scalar.FlushingFma;

/**
 * A tile of a product in which sums that are subnormal become zeros. As long as none is, the chain
 * is the plain one; where one was, the chains of that vector are done again one by one.
 */
final class FlushingTile {
  private static final int SIGN = 0x80000000;
  private static final int LEAST_NORMAL = 0x00800000;

  private FlushingTile() {}

  /** Multiplies rows with a panel, all of them f32 without subnormal numbers in one segment. */
  static void multiply(
      int rows, MemorySegment m, long aAt, long aStride, long bAt, int k, long cAt, int width) {
    for (int row = 0; row < rows; row++) {
      long a = aAt + row * aStride;
      for (int column = 0; column < width; column += Lanes.COUNT) {
        long offset = (long) column * Float.BYTES;
        long c = cAt + (long) row * width * Float.BYTES + offset;
        if (!plainChains(m, a, bAt + offset, k, c, width)) {
          flushingChains(m, a, bAt + offset, k, c, width);
        }
      }
    }
  }

  /** Chains of one vector; whether no sum was subnormal or rounded to the least normal number. */
  private static boolean plainChains(MemorySegment m, long a, long b, int k, long c, int width) {
    FloatVector sum = FloatVector.zero(F32);
    // Magnitudes less one, as signed numbers that are ordered like unsigned ones: 0 is greatest.
    IntVector least = IntVector.broadcast(I32, Integer.MAX_VALUE);
    for (int p = 0; p < k; p++) {
      FloatVector x = FloatVector.broadcast(F32, m.get(JAVA_FLOAT_UNALIGNED, a + 4L * p));
      long at = b + (long) p * width * Float.BYTES;
      sum = x.fma(FloatVector.fromMemorySegment(F32, m, at, LITTLE_ENDIAN), sum);
      IntVector magnitude = sum.reinterpretAsInts().and(~SIGN);
      least = least.lanewise(MIN, magnitude.sub(1).add(SIGN));
    }
    sum.intoMemorySegment(m, c, LITTLE_ENDIAN);
    return least.reduceLanes(MIN) - SIGN >= LEAST_NORMAL
        || least.reduceLanes(MIN) == Integer.MAX_VALUE;
  }

  private static void flushingChains(MemorySegment m, long a, long b, int k, long c, int width) {
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      float sum = 0f;
      for (int p = 0; p < k; p++) {
        float x = m.get(JAVA_FLOAT_UNALIGNED, a + 4L * p);
        float y = m.get(JAVA_FLOAT_UNALIGNED, b + ((long) p * width + lane) * Float.BYTES);
        sum = FlushingFma.fma(x, y, sum);
      }
      m.set(JAVA_FLOAT_UNALIGNED, c + 4L * lane, sum);
    }
  }
}
