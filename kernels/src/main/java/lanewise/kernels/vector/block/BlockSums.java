package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.F2I;
import static lanewise.kernels.vector.IntegerLanes.I32;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanewise.kernels.vector.Lanes;

/**
 * Exact sums of products of integers that are kept as f32, block by block.
 *
 * <p>A weight, its group's scale included, is at most 128 · 32 = 2¹² in magnitude, an activation at
 * most 127, so a lane may add 32 products and stay below 2²⁴, where f32 holds every integer. The
 * lanes are added as 32-bit integers, and the sum is rounded to f32 once.
 */
final class BlockSums {
  /** Elements that the lanes may add before they are turned into integers. */
  private static final int EXACT = Math.min(256, 32 * Lanes.COUNT);

  private BlockSums() {}

  /** Writes the sums of one row of weights and one of activations. */
  static void sums1(MemorySegment s, long wAt, long xAt, int blocks, int block, long sumsAt) {
    switch (block) {
      case 16 -> sums1Of16(s, wAt, xAt, blocks, sumsAt);
      case 32 -> sums1Of32(s, wAt, xAt, blocks, sumsAt);
      default -> sums1Of256(s, wAt, xAt, blocks, sumsAt);
    }
  }

  /** Likewise of one row of weights and four of activations, whose sums follow each other. */
  static void sums4(
      MemorySegment s,
      long wAt,
      long xAt,
      long xStride,
      int blocks,
      int block,
      long sumsAt,
      long sumsStride) {
    if (block == 32) {
      sums4Of32(s, wAt, xAt, xStride, blocks, sumsAt, sumsStride);
    } else {
      sums4Of256(s, wAt, xAt, xStride, blocks, sumsAt, sumsStride);
    }
  }

  private static void sums1Of16(MemorySegment s, long wAt, long xAt, int blocks, long sumsAt) {
    for (int b = 0; b < blocks; b++) {
      long at = 64L * b;
      FloatVector sum = FloatVector.zero(F32);
      for (int i = 0; i < 16; i += Lanes.COUNT) {
        FloatVector w = fromMemorySegment(F32, s, wAt + at + 4L * i, LITTLE_ENDIAN);
        sum = w.fma(fromMemorySegment(F32, s, xAt + at + 4L * i, LITTLE_ENDIAN), sum);
      }
      IntVector whole = (IntVector) sum.convertShape(F2I, I32, 0);
      s.set(JAVA_FLOAT_UNALIGNED, sumsAt + 4L * b, whole.reduceLanes(ADD));
    }
  }

  private static void sums1Of32(MemorySegment s, long wAt, long xAt, int blocks, long sumsAt) {
    for (int b = 0; b < blocks; b++) {
      long at = 128L * b;
      FloatVector sum = FloatVector.zero(F32);
      for (int i = 0; i < 32; i += Lanes.COUNT) {
        FloatVector w = fromMemorySegment(F32, s, wAt + at + 4L * i, LITTLE_ENDIAN);
        sum = w.fma(fromMemorySegment(F32, s, xAt + at + 4L * i, LITTLE_ENDIAN), sum);
      }
      IntVector whole = (IntVector) sum.convertShape(F2I, I32, 0);
      s.set(JAVA_FLOAT_UNALIGNED, sumsAt + 4L * b, whole.reduceLanes(ADD));
    }
  }

  private static void sums1Of256(MemorySegment s, long wAt, long xAt, int blocks, long sumsAt) {
    for (int b = 0; b < blocks; b++) {
      IntVector whole = IntVector.zero(I32);
      for (int part = 0; part < 256; part += EXACT) {
        long at = 1024L * b + 4L * part;
        FloatVector sum = FloatVector.zero(F32);
        for (int i = 0; i < EXACT; i += Lanes.COUNT) {
          FloatVector w = fromMemorySegment(F32, s, wAt + at + 4L * i, LITTLE_ENDIAN);
          sum = w.fma(fromMemorySegment(F32, s, xAt + at + 4L * i, LITTLE_ENDIAN), sum);
        }
        whole = whole.add((IntVector) sum.convertShape(F2I, I32, 0));
      }
      s.set(JAVA_FLOAT_UNALIGNED, sumsAt + 4L * b, whole.reduceLanes(ADD));
    }
  }

  private static void sums4Of32(
      MemorySegment s, long wAt, long xAt, long xStride, int blocks, long sumsAt, long sumsStride) {
    for (int b = 0; b < blocks; b++) {
      long wBlock = wAt + 128L * b;
      long xBlock = xAt + 128L * b;
      FloatVector sum0 = FloatVector.zero(F32);
      FloatVector sum1 = FloatVector.zero(F32);
      FloatVector sum2 = FloatVector.zero(F32);
      FloatVector sum3 = FloatVector.zero(F32);
      for (int i = 0; i < 32; i += Lanes.COUNT) {
        long x = xBlock + 4L * i;
        FloatVector w = fromMemorySegment(F32, s, wBlock + 4L * i, LITTLE_ENDIAN);
        sum0 = w.fma(fromMemorySegment(F32, s, x, LITTLE_ENDIAN), sum0);
        sum1 = w.fma(fromMemorySegment(F32, s, x + xStride, LITTLE_ENDIAN), sum1);
        sum2 = w.fma(fromMemorySegment(F32, s, x + 2 * xStride, LITTLE_ENDIAN), sum2);
        sum3 = w.fma(fromMemorySegment(F32, s, x + 3 * xStride, LITTLE_ENDIAN), sum3);
      }
      IntVector whole0 = (IntVector) sum0.convertShape(F2I, I32, 0);
      IntVector whole1 = (IntVector) sum1.convertShape(F2I, I32, 0);
      IntVector whole2 = (IntVector) sum2.convertShape(F2I, I32, 0);
      IntVector whole3 = (IntVector) sum3.convertShape(F2I, I32, 0);
      long to = sumsAt + 4L * b;
      s.set(JAVA_FLOAT_UNALIGNED, to, whole0.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + sumsStride, whole1.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + 2 * sumsStride, whole2.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + 3 * sumsStride, whole3.reduceLanes(ADD));
    }
  }

  private static void sums4Of256(
      MemorySegment s, long wAt, long xAt, long xStride, int blocks, long sumsAt, long sumsStride) {
    for (int b = 0; b < blocks; b++) {
      IntVector whole0 = IntVector.zero(I32);
      IntVector whole1 = IntVector.zero(I32);
      IntVector whole2 = IntVector.zero(I32);
      IntVector whole3 = IntVector.zero(I32);
      for (int part = 0; part < 256; part += EXACT) {
        long at = 1024L * b + 4L * part;
        FloatVector sum0 = FloatVector.zero(F32);
        FloatVector sum1 = FloatVector.zero(F32);
        FloatVector sum2 = FloatVector.zero(F32);
        FloatVector sum3 = FloatVector.zero(F32);
        for (int i = 0; i < EXACT; i += Lanes.COUNT) {
          long x = xAt + at + 4L * i;
          FloatVector w = fromMemorySegment(F32, s, wAt + at + 4L * i, LITTLE_ENDIAN);
          sum0 = w.fma(fromMemorySegment(F32, s, x, LITTLE_ENDIAN), sum0);
          sum1 = w.fma(fromMemorySegment(F32, s, x + xStride, LITTLE_ENDIAN), sum1);
          sum2 = w.fma(fromMemorySegment(F32, s, x + 2 * xStride, LITTLE_ENDIAN), sum2);
          sum3 = w.fma(fromMemorySegment(F32, s, x + 3 * xStride, LITTLE_ENDIAN), sum3);
        }
        whole0 = whole0.add((IntVector) sum0.convertShape(F2I, I32, 0));
        whole1 = whole1.add((IntVector) sum1.convertShape(F2I, I32, 0));
        whole2 = whole2.add((IntVector) sum2.convertShape(F2I, I32, 0));
        whole3 = whole3.add((IntVector) sum3.convertShape(F2I, I32, 0));
      }
      long to = sumsAt + 4L * b;
      s.set(JAVA_FLOAT_UNALIGNED, to, whole0.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + sumsStride, whole1.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + 2 * sumsStride, whole2.reduceLanes(ADD));
      s.set(JAVA_FLOAT_UNALIGNED, to + 3 * sumsStride, whole3.reduceLanes(ADD));
    }
  }
}
