package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.vector.Lanes;

/**
 * Sixteen chains of fused multiply-adds an output, of which a vector holds as many as it has lanes.
 * Between stretches of k the chains of an output lie in 64 bytes of scratch.
 */
final class ChainTile {
  static final int CHAINS = 16;

  /** Rows of weights, and of activations, of a whole tile: 8 accumulators. */
  static final int WEIGHTS = 4;

  static final int ACTIVATIONS = 2;

  private static final long STEP_BYTES = (long) CHAINS * Float.BYTES;
  private static final long VECTOR_BYTES = (long) Lanes.COUNT * Float.BYTES;

  private ChainTile() {}

  /**
   * Continues the chains of four rows of weights and two of activations.
   *
   * @param count elements, a multiple of 16
   * @param chainsAt the first output's; those of the next row of weights follow, and those of the
   *     next row of activations are {@code chainsStride} bytes away
   */
  static void multiply4x2(
      MemorySegment w,
      long wAt,
      long wStride,
      MemorySegment x,
      long xAt,
      long xStride,
      int count,
      MemorySegment chains,
      long chainsAt,
      long chainsStride) {
    for (long lane = 0; lane < STEP_BYTES; lane += VECTOR_BYTES) {
      long c0 = chainsAt + lane;
      long c1 = c0 + chainsStride;
      FloatVector s00 = fromMemorySegment(F32, chains, c0, LITTLE_ENDIAN);
      FloatVector s10 = fromMemorySegment(F32, chains, c0 + STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s20 = fromMemorySegment(F32, chains, c0 + 2 * STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s30 = fromMemorySegment(F32, chains, c0 + 3 * STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s01 = fromMemorySegment(F32, chains, c1, LITTLE_ENDIAN);
      FloatVector s11 = fromMemorySegment(F32, chains, c1 + STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s21 = fromMemorySegment(F32, chains, c1 + 2 * STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s31 = fromMemorySegment(F32, chains, c1 + 3 * STEP_BYTES, LITTLE_ENDIAN);
      for (int p = 0; p < count; p += CHAINS) {
        long xp = xAt + lane + 4L * p;
        long wp = wAt + lane + 4L * p;
        FloatVector x0 = fromMemorySegment(F32, x, xp, LITTLE_ENDIAN);
        FloatVector x1 = fromMemorySegment(F32, x, xp + xStride, LITTLE_ENDIAN);
        FloatVector w0 = fromMemorySegment(F32, w, wp, LITTLE_ENDIAN);
        s00 = x0.fma(w0, s00);
        s01 = x1.fma(w0, s01);
        FloatVector w1 = fromMemorySegment(F32, w, wp + wStride, LITTLE_ENDIAN);
        s10 = x0.fma(w1, s10);
        s11 = x1.fma(w1, s11);
        FloatVector w2 = fromMemorySegment(F32, w, wp + 2 * wStride, LITTLE_ENDIAN);
        s20 = x0.fma(w2, s20);
        s21 = x1.fma(w2, s21);
        FloatVector w3 = fromMemorySegment(F32, w, wp + 3 * wStride, LITTLE_ENDIAN);
        s30 = x0.fma(w3, s30);
        s31 = x1.fma(w3, s31);
      }
      s00.intoMemorySegment(chains, c0, LITTLE_ENDIAN);
      s10.intoMemorySegment(chains, c0 + STEP_BYTES, LITTLE_ENDIAN);
      s20.intoMemorySegment(chains, c0 + 2 * STEP_BYTES, LITTLE_ENDIAN);
      s30.intoMemorySegment(chains, c0 + 3 * STEP_BYTES, LITTLE_ENDIAN);
      s01.intoMemorySegment(chains, c1, LITTLE_ENDIAN);
      s11.intoMemorySegment(chains, c1 + STEP_BYTES, LITTLE_ENDIAN);
      s21.intoMemorySegment(chains, c1 + 2 * STEP_BYTES, LITTLE_ENDIAN);
      s31.intoMemorySegment(chains, c1 + 3 * STEP_BYTES, LITTLE_ENDIAN);
    }
  }

  /** Likewise of four rows of weights and one of activations. */
  static void multiply4x1(
      MemorySegment w,
      long wAt,
      long wStride,
      MemorySegment x,
      long xAt,
      int count,
      MemorySegment chains,
      long chainsAt) {
    for (long lane = 0; lane < STEP_BYTES; lane += VECTOR_BYTES) {
      long c = chainsAt + lane;
      FloatVector s0 = fromMemorySegment(F32, chains, c, LITTLE_ENDIAN);
      FloatVector s1 = fromMemorySegment(F32, chains, c + STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s2 = fromMemorySegment(F32, chains, c + 2 * STEP_BYTES, LITTLE_ENDIAN);
      FloatVector s3 = fromMemorySegment(F32, chains, c + 3 * STEP_BYTES, LITTLE_ENDIAN);
      for (int p = 0; p < count; p += CHAINS) {
        long wp = wAt + lane + 4L * p;
        FloatVector x0 = fromMemorySegment(F32, x, xAt + lane + 4L * p, LITTLE_ENDIAN);
        s0 = x0.fma(fromMemorySegment(F32, w, wp, LITTLE_ENDIAN), s0);
        s1 = x0.fma(fromMemorySegment(F32, w, wp + wStride, LITTLE_ENDIAN), s1);
        s2 = x0.fma(fromMemorySegment(F32, w, wp + 2 * wStride, LITTLE_ENDIAN), s2);
        s3 = x0.fma(fromMemorySegment(F32, w, wp + 3 * wStride, LITTLE_ENDIAN), s3);
      }
      s0.intoMemorySegment(chains, c, LITTLE_ENDIAN);
      s1.intoMemorySegment(chains, c + STEP_BYTES, LITTLE_ENDIAN);
      s2.intoMemorySegment(chains, c + 2 * STEP_BYTES, LITTLE_ENDIAN);
      s3.intoMemorySegment(chains, c + 3 * STEP_BYTES, LITTLE_ENDIAN);
    }
  }

  /** Likewise of one row of either. */
  static void multiply1x1(
      MemorySegment w,
      long wAt,
      MemorySegment x,
      long xAt,
      int count,
      MemorySegment chains,
      long chainsAt) {
    for (long lane = 0; lane < STEP_BYTES; lane += VECTOR_BYTES) {
      FloatVector s = fromMemorySegment(F32, chains, chainsAt + lane, LITTLE_ENDIAN);
      for (int p = 0; p < count; p += CHAINS) {
        long at = lane + 4L * p;
        FloatVector x0 = fromMemorySegment(F32, x, xAt + at, LITTLE_ENDIAN);
        s = x0.fma(fromMemorySegment(F32, w, wAt + at, LITTLE_ENDIAN), s);
      }
      s.intoMemorySegment(chains, chainsAt + lane, LITTLE_ENDIAN);
    }
  }

  /** Continues the first {@code count} chains of one output by one element each. */
  static void multiplyRest(
      MemorySegment w,
      long wAt,
      MemorySegment x,
      long xAt,
      int count,
      MemorySegment chains,
      long chainsAt) {
    for (long at = 0; at < 4L * count; at += 4) {
      float product = x.get(JAVA_FLOAT_UNALIGNED, xAt + at);
      float sum = chains.get(JAVA_FLOAT_UNALIGNED, chainsAt + at);
      sum = Math.fma(product, w.get(JAVA_FLOAT_UNALIGNED, wAt + at), sum);
      chains.set(JAVA_FLOAT_UNALIGNED, chainsAt + at, sum);
    }
  }

  /** The sum of an output's chains: i and i + 8, then i + 4, i + 2 and i + 1. */
  static float sum(MemorySegment chains, long at) {
    FloatVector first =
        fromMemorySegment(FloatVector.SPECIES_128, chains, at, LITTLE_ENDIAN)
            .add(fromMemorySegment(FloatVector.SPECIES_128, chains, at + 32, LITTLE_ENDIAN));
    FloatVector second =
        fromMemorySegment(FloatVector.SPECIES_128, chains, at + 16, LITTLE_ENDIAN)
            .add(fromMemorySegment(FloatVector.SPECIES_128, chains, at + 48, LITTLE_ENDIAN));
    FloatVector four = first.add(second);
    return four.lane(0) + four.lane(2) + (four.lane(1) + four.lane(3));
  }
}
