package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The cosine on vectors of f32; error at most 1.5 units in the last place, for any argument. The
 * argument less the nearest multiple of π/2, see {@link Quadrants}, goes into two polynomials, of
 * which the quadrant chooses one.
 */
final class Cosine {
  private Cosine() {}

  /** Computes {@code count} elements, a multiple of the lanes; {@code out} may be {@code in}. */
  static void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      if (x.abs().compare(VectorOperators.GT, Quadrants.GREATEST).anyTrue()) {
        large(in, inAt + at, out, outAt + at);
        continue;
      }
      FloatVector rounded = x.fma(Quadrants.TWO_OVER_PI, Quadrants.ROUNDER);
      FloatVector n = rounded.sub(Quadrants.ROUNDER);
      FloatVector r = n.fma(Quadrants.PI_HALF_1, x);
      r = n.fma(Quadrants.PI_HALF_3, n.fma(Quadrants.PI_HALF_2, r));
      FloatVector s = r.mul(r);
      FloatVector sine = Quadrants.SIN_9.fma(s, Quadrants.SIN_7).fma(s, Quadrants.SIN_5);
      sine = sine.fma(s, Quadrants.SIN_3).mul(s).fma(r, r);
      FloatVector cosine = Quadrants.COS_8.fma(s, Quadrants.COS_6).fma(s, Quadrants.COS_4);
      cosine = cosine.mul(s).add(Quadrants.MINUS_HALF).fma(s, Quadrants.ONE);
      IntVector quadrant = rounded.reinterpretAsInts().add(1);
      IntVector sign = quadrant.lanewise(VectorOperators.LSHL, 30).and(Integer.MIN_VALUE);
      FloatVector y = sine.blend(cosine, quadrant.and(1).compare(VectorOperators.NE, 0).cast(F32));
      IntVector result = y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign);
      result.reinterpretAsFloats().intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  /** A vector with an argument so large that its quadrant needs more bits of π. */
  private static void large(MemorySegment in, long inAt, MemorySegment out, long outAt) {
    for (int lane = 0; lane < Lanes.COUNT; lane++) {
      long at = (long) lane * Float.BYTES;
      float x = in.get(JAVA_FLOAT_UNALIGNED, inAt + at);
      float y = (float) Math.cos(x);
      out.set(JAVA_FLOAT_UNALIGNED, outAt + at, y);
    }
  }
}
