package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static lanewise.kernels.vector.IntegerLanes.I32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.MatrixView;
import lanewise.kernels.task.BlockTask;

/** f32 to bf16, to nearest even: all bits are kept, so that nothing is flushed. */
final class Bfloat16Rounding extends BlockTask {
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(Lanes.COUNT * Short.SIZE));

  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  /** One less than half a unit of what is kept. */
  private static final int BELOW_HALF = 0x7FFF;

  private static final int QUIET = 0x40;

  private final MatrixView in;
  private final MatrixView out;

  Bfloat16Rounding(MatrixView in, MatrixView out) {
    super(in.rows(), in.columns());
    this.in = in;
    this.out = out;
  }

  @Override
  protected void range(long start, long end) {
    for (long row = start; row < end; row++) {
      row(
          in.segment(),
          in.byteOffset() + row * in.rowStride() * Float.BYTES,
          in.columns(),
          out.segment(),
          out.byteOffset() + row * out.rowStride() * Short.BYTES);
    }
  }

  private static void row(MemorySegment from, long at, int count, MemorySegment to, long toAt) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      IntVector bits = IntVector.fromMemorySegment(I32, from, at + 4L * i, LITTLE_ENDIAN);
      IntVector high = bits.lanewise(LSHR, 16);
      IntVector rounded = bits.add(high.and(1)).add(BELOW_HALF).lanewise(LSHR, 16);
      IntVector either = rounded.blend(high.or(QUIET), bits.and(0x7FFFFFFF).compare(GT, INFINITY));
      ((ShortVector) either.convertShape(I2S, SHORTS, 0))
          .intoMemorySegment(to, toAt + 2L * i, LITTLE_ENDIAN);
    }
    for (; i < count; i++) {
      short rounded = round(from.get(JAVA_FLOAT_UNALIGNED, at + 4L * i));
      to.set(JAVA_SHORT_UNALIGNED, toAt + 2L * i, rounded);
    }
  }

  static short round(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >> 16 | QUIET);
    }
    return (short) (bits + BELOW_HALF + (bits >> 16 & 1) >> 16);
  }
}
