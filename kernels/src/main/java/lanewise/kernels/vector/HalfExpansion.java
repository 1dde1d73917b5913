package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;
import static lanewise.kernels.vector.IntegerLanes.I32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** f16 and bf16 to f32. */
public final class HalfExpansion {
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.COUNT * Short.SIZE));

  /** What an f16's bits, moved up to where f32 has them, fall short of in the exponent. */
  private static final float REBIAS = 0x1p112f;

  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
  private static final int MANTISSA_SHIFT = 13;
  private static final int MOVED_INFINITY = 0x7C00 << MANTISSA_SHIFT;

  private HalfExpansion() {}

  /** Widens {@code count} adjacent f16. */
  public static void float16(MemorySegment in, long at, int count, MemorySegment out, long outAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      IntVector bits =
          (IntVector)
              ShortVector.fromMemorySegment(SHORTS, in, at + 2L * i, LITTLE_ENDIAN)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0);
      IntVector moved = bits.and(0x7FFF).lanewise(LSHL, MANTISSA_SHIFT);
      IntVector finite = moved.reinterpretAsFloats().mul(REBIAS).reinterpretAsInts();
      finite
          .blend(moved.or(INFINITY), moved.compare(GE, MOVED_INFINITY))
          .or(bits.and(0x8000).lanewise(LSHL, 16))
          .intoMemorySegment(out, outAt + 4L * i, LITTLE_ENDIAN);
    }
    for (; i < count; i++) {
      float value = Float.float16ToFloat(in.get(JAVA_SHORT_UNALIGNED, at + 2L * i));
      out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, value);
    }
  }

  /** Widens {@code count} adjacent bf16. */
  public static void bfloat16(MemorySegment in, long at, int count, MemorySegment out, long outAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      ((IntVector)
              ShortVector.fromMemorySegment(SHORTS, in, at + 2L * i, LITTLE_ENDIAN)
                  .convertShape(ZERO_EXTEND_S2I, I32, 0))
          .lanewise(LSHL, 16)
          .intoMemorySegment(out, outAt + 4L * i, LITTLE_ENDIAN);
    }
    for (; i < count; i++) {
      float value = Float.intBitsToFloat(in.get(JAVA_SHORT_UNALIGNED, at + 2L * i) << 16);
      out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, value);
    }
  }
}
