package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.MAX;
import static lanewise.kernels.vector.IntegerLanes.I32;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.task.QuantizeRowsTask;
import lanewise.kernels.vector.Lanes;

/** Activations to 8 bits, block by block. */
final class VectorQuantizeTask extends QuantizeRowsTask {
  /** Whether a vector's worth of bytes is a vector, which it isn't at 128 bits. */
  static final boolean FITS = Lanes.COUNT >= 8;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.COUNT * Byte.SIZE)));

  /** Adding this rounds to an integer, half to even, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
  private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

  VectorQuantizeTask(MatrixView in, QuantizedRows out) {
    super(in, out);
  }

  @Override
  protected void block(long from, long to, long scaleAt, long sums) {
    int count = out.block();
    int greatestBits = greatestMagnitude(in.segment(), from, count);
    float greatest = Float.intBitsToFloat(greatestBits);
    boolean finite = greatestBits < INFINITY;
    boolean zeros = !finite || greatest < LEAST;
    float scale = finite ? zeros ? 0f : greatest / GREATEST_VALUE : Float.NaN;
    out.segment().set(JAVA_FLOAT_UNALIGNED, scaleAt, scale);
    if (zeros) {
      clear(out.segment(), to, count);
      clear(out.segment(), sums, (long) count / QuantizedRows.SUM_ELEMENTS * Short.BYTES);
    } else {
      float inverse = GREATEST_VALUE / greatest;
      quantize(in.segment(), from, count, inverse, out.segment(), to, sums);
    }
  }

  private static void clear(MemorySegment out, long at, long bytes) {
    for (long i = 0; i < bytes; i += Short.BYTES) {
      out.set(JAVA_SHORT_UNALIGNED, at + i, (short) 0);
    }
  }

  /** The bits of the greatest magnitude: without the sign, f32 are ordered as their bits are. */
  private static int greatestMagnitude(MemorySegment in, long at, int count) {
    IntVector greatest = IntVector.zero(I32);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      IntVector bits = IntVector.fromMemorySegment(I32, in, at + 4L * i, LITTLE_ENDIAN);
      greatest = greatest.max(bits.and(Integer.MAX_VALUE));
    }
    return greatest.reduceLanes(MAX);
  }

  private static void quantize(
      MemorySegment in,
      long at,
      int count,
      float inverse,
      MemorySegment out,
      long outAt,
      long sumsAt) {
    for (int i = 0; i < count; i += QuantizedRows.SUM_ELEMENTS) {
      IntVector sum = IntVector.zero(I32);
      for (int j = 0; j < QuantizedRows.SUM_ELEMENTS; j += Lanes.COUNT) {
        IntVector values =
            FloatVector.fromMemorySegment(F32, in, at + 4L * (i + j), LITTLE_ENDIAN)
                .mul(inverse)
                .add(ROUNDER)
                .reinterpretAsInts()
                .sub(ROUNDER_BITS);
        sum = sum.add(values);
        ((ByteVector) values.convertShape(I2B, BYTES, 0))
            .intoMemorySegment(out, outAt + i + j, LITTLE_ENDIAN);
      }
      long sumAt = sumsAt + (long) i / QuantizedRows.SUM_ELEMENTS * Short.BYTES;
      out.set(JAVA_SHORT_UNALIGNED, sumAt, (short) sum.reduceLanes(ADD));
    }
  }
}
