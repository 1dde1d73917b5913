package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The natural logarithm on vectors of f32, subnormal arguments included; error at most 1 unit in
 * the last place. x is 2ᵉ · (1 + r) with 1 + r between √½ and √2.
 */
final class Logarithm {
  private static final float TWO_TO_24 = 0x1p24f;
  private static final int MANTISSA_BITS = 23;

  /** The bits of √½: subtracted, they make the exponent's field that of e. */
  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  private static final int EXPONENT_FIELD = 0xFF80_0000;

  /** ln 2 in two parts; the first has so few bits that e times it is exact. */
  private static final FloatVector LN2_HIGH = constant(0x1.62ep-1f);

  private static final FloatVector LN2_LOW = constant((float) (Math.log(2) - 0x1.62ep-1));
  private static final FloatVector MINUS_HALF = constant(-0.5f);

  // (log(1 + r) - r + r²/2) / r³, a minimax fit.
  private static final FloatVector P_0 = constant(0x1.555548p-2f);
  private static final FloatVector P_1 = constant(-0x1.000006p-2f);
  private static final FloatVector P_2 = constant(0x1.99a4b6p-3f);
  private static final FloatVector P_3 = constant(-0x1.555c4ep-3f);
  private static final FloatVector P_4 = constant(0x1.233768p-3f);
  private static final FloatVector P_5 = constant(-0x1.fc2206p-4f);
  private static final FloatVector P_6 = constant(0x1.e6f066p-4f);
  private static final FloatVector P_7 = constant(-0x1.de3c1ep-4f);
  private static final FloatVector P_8 = constant(0x1.1457bcp-4f);

  private Logarithm() {}

  private static FloatVector constant(float value) {
    return FloatVector.broadcast(F32, value);
  }

  /** Computes {@code count} elements, a multiple of the lanes; {@code out} may be {@code in}. */
  static void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMask<Float> small = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
      IntVector bits = x.blend(x.mul(TWO_TO_24), small).reinterpretAsInts();
      IntVector field = bits.sub(SQRT_HALF_BITS).and(EXPONENT_FIELD);
      FloatVector m = bits.sub(field).reinterpretAsFloats();
      FloatVector e =
          (FloatVector)
              field.lanewise(VectorOperators.ASHR, MANTISSA_BITS).convert(VectorOperators.I2F, 0);
      e = e.blend(e.sub(24f), small);
      FloatVector r = m.sub(1f);
      FloatVector p = P_8.fma(r, P_7).fma(r, P_6).fma(r, P_5).fma(r, P_4);
      p = p.fma(r, P_3).fma(r, P_2).fma(r, P_1).fma(r, P_0);
      FloatVector square = r.mul(r);
      FloatVector rest = e.fma(LN2_LOW, p.mul(square).mul(r));
      FloatVector y = square.fma(MINUS_HALF, rest).add(r);
      y = e.fma(LN2_HIGH, y);
      y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
      y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
      // +∞ and NaN are their own logarithms
      VectorMask<Float> itself = x.compare(VectorOperators.GT, Float.MAX_VALUE);
      y.blend(x, itself.or(x.test(VectorOperators.IS_NAN)))
          .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }
}
