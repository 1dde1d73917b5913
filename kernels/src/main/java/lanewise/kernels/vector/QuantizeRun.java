package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.IntegerLanes.I32;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Runs of elements that share a scale and a zero point, between f32 and bytes. */
final class QuantizeRun {
  /** Whether a vector's worth of bytes is a vector, which it isn't at 128 bits. */
  static final boolean FITS = Lanes.BYTES >= 32;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.BYTES * 2)));

  /** Adding this rounds to an integer, half to even, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private QuantizeRun() {}

  /** The least element or 0, if that is less; NaN doesn't count. */
  static float min(MemorySegment in, long at, long count) {
    FloatVector min = FloatVector.zero(F32);
    long i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector x = FloatVector.fromMemorySegment(F32, in, at + i * Float.BYTES, LITTLE_ENDIAN);
      min = min.blend(x, x.compare(VectorOperators.LT, min));
    }
    float least = min.reduceLanes(VectorOperators.MIN);
    for (; i < count; i++) {
      float x = in.get(JAVA_FLOAT_UNALIGNED, at + i * Float.BYTES);
      least = x < least ? x : least;
    }
    return least;
  }

  /** The greatest element or 0, if that is greater; NaN doesn't count. */
  static float max(MemorySegment in, long at, long count) {
    FloatVector max = FloatVector.zero(F32);
    long i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector x = FloatVector.fromMemorySegment(F32, in, at + i * Float.BYTES, LITTLE_ENDIAN);
      max = max.blend(x, x.compare(VectorOperators.GT, max));
    }
    float greatest = max.reduceLanes(VectorOperators.MAX);
    for (; i < count; i++) {
      float x = in.get(JAVA_FLOAT_UNALIGNED, at + i * Float.BYTES);
      greatest = x > greatest ? x : greatest;
    }
    return greatest;
  }

  /**
   * Writes saturate(round(x / scale) + zeroPoint) as bytes.
   *
   * @param least the least value of the bytes' type, likewise {@code greatest}
   */
  static void quantize(
      MemorySegment in,
      long first,
      long count,
      float scale,
      int zeroPoint,
      int least,
      int greatest,
      MemorySegment out) {
    float low = least - zeroPoint;
    float high = greatest - zeroPoint;
    FloatVector scales = FloatVector.broadcast(F32, scale);
    long end = first + count;
    long i = first;
    for (; i <= end - Lanes.COUNT; i += Lanes.COUNT) {
      FloatVector x =
          FloatVector.fromMemorySegment(F32, in, i * Float.BYTES, LITTLE_ENDIAN).div(scales);
      FloatVector number = x.blend(0f, x.compare(VectorOperators.NE, x));
      FloatVector above = number.blend(low, number.compare(VectorOperators.LT, low));
      FloatVector steps = above.blend(high, above.compare(VectorOperators.GT, high));
      ((ByteVector)
              steps
                  .add(ROUNDER)
                  .reinterpretAsInts()
                  .add(zeroPoint - ROUNDER_BITS)
                  .convertShape(VectorOperators.I2B, BYTES, 0))
          .intoMemorySegment(out, i, LITTLE_ENDIAN);
    }
    for (; i < end; i++) {
      float steps = Math.clamp(in.get(JAVA_FLOAT_UNALIGNED, i * Float.BYTES) / scale, low, high);
      out.set(JAVA_BYTE, i, (byte) ((int) Math.rint(steps) + zeroPoint));
    }
  }

  /** Writes (x - zeroPoint) · scale of unsigned bytes. */
  static void dequantizeUnsigned(
      MemorySegment in, long first, long count, float scale, int zeroPoint, MemorySegment out) {
    long end = first + count;
    long i = first;
    for (; i <= end - Lanes.COUNT; i += Lanes.COUNT) {
      ((FloatVector)
              ByteVector.fromMemorySegment(BYTES, in, i, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2I, I32, 0)
                  .reinterpretAsInts()
                  .sub(zeroPoint)
                  .convertShape(VectorOperators.I2F, Lanes.F32, 0))
          .mul(scale)
          .intoMemorySegment(out, i * Float.BYTES, LITTLE_ENDIAN);
    }
    for (; i < end; i++) {
      float value = ((in.get(JAVA_BYTE, i) & 0xFF) - zeroPoint) * scale;
      out.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, value);
    }
  }

  /** Writes (x - zeroPoint) · scale of signed bytes. */
  static void dequantizeSigned(
      MemorySegment in, long first, long count, float scale, int zeroPoint, MemorySegment out) {
    long end = first + count;
    long i = first;
    for (; i <= end - Lanes.COUNT; i += Lanes.COUNT) {
      ((FloatVector)
              ByteVector.fromMemorySegment(BYTES, in, i, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.B2I, I32, 0)
                  .reinterpretAsInts()
                  .sub(zeroPoint)
                  .convertShape(VectorOperators.I2F, Lanes.F32, 0))
          .mul(scale)
          .intoMemorySegment(out, i * Float.BYTES, LITTLE_ENDIAN);
    }
    for (; i < end; i++) {
      float value = (in.get(JAVA_BYTE, i) - zeroPoint) * scale;
      out.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, value);
    }
  }
}
