package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static lanewise.kernels.vector.Lanes.F32;
import static lanewise.kernels.vector.VectorMath.EXP_2;
import static lanewise.kernels.vector.VectorMath.EXP_3;
import static lanewise.kernels.vector.VectorMath.EXP_4;
import static lanewise.kernels.vector.VectorMath.EXP_5;
import static lanewise.kernels.vector.VectorMath.EXP_6;
import static lanewise.kernels.vector.VectorMath.EXP_HIGHEST;
import static lanewise.kernels.vector.VectorMath.EXP_LOWEST;
import static lanewise.kernels.vector.VectorMath.GELU_CUBIC;
import static lanewise.kernels.vector.VectorMath.GELU_LINEAR;
import static lanewise.kernels.vector.VectorMath.LOG2_E;
import static lanewise.kernels.vector.VectorMath.MANTISSA_BITS;
import static lanewise.kernels.vector.VectorMath.MINUS_LN2_HIGH;
import static lanewise.kernels.vector.VectorMath.MINUS_LN2_LOW;
import static lanewise.kernels.vector.VectorMath.NORMAL_TAIL_END;
import static lanewise.kernels.vector.VectorMath.ONE;
import static lanewise.kernels.vector.VectorMath.ONE_BITS;
import static lanewise.kernels.vector.VectorMath.ROUNDER;
import static lanewise.kernels.vector.VectorMath.TAIL_0;
import static lanewise.kernels.vector.VectorMath.TAIL_1;
import static lanewise.kernels.vector.VectorMath.TAIL_10;
import static lanewise.kernels.vector.VectorMath.TAIL_2;
import static lanewise.kernels.vector.VectorMath.TAIL_3;
import static lanewise.kernels.vector.VectorMath.TAIL_4;
import static lanewise.kernels.vector.VectorMath.TAIL_5;
import static lanewise.kernels.vector.VectorMath.TAIL_6;
import static lanewise.kernels.vector.VectorMath.TAIL_7;
import static lanewise.kernels.vector.VectorMath.TAIL_8;
import static lanewise.kernels.vector.VectorMath.TAIL_9;
import static lanewise.kernels.vector.VectorMath.TANH_11;
import static lanewise.kernels.vector.VectorMath.TANH_3;
import static lanewise.kernels.vector.VectorMath.TANH_5;
import static lanewise.kernels.vector.VectorMath.TANH_7;
import static lanewise.kernels.vector.VectorMath.TANH_9;
import static lanewise.kernels.vector.VectorMath.TANH_SPLIT;
import static lanewise.kernels.vector.VectorMath.TWO;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.Activation;

/**
 * Activations of adjacent elements. Each is one loop written out in full, though e^y recurs in it,
 * for the reason that {@link VectorMath} gives.
 */
enum ActivationLoop {
  /** max(x, 0). */
  RELU {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        x.blend(0f, x.compare(LE, 0f)).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },

  /**
   * ½ x (1 + erf(x / √2)) as max(x, 0) - |x| Φ(-|x|), where nothing cancels; log Φ(-a) is the
   * polynomial. The absolute error is at most 2⁻²² · max(|x|, 1).
   */
  GELU_ERF {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector size = x.abs();
        FloatVector a = size.blend(NORMAL_TAIL_END, size.compare(GT, NORMAL_TAIL_END));
        FloatVector high = TAIL_10.fma(a, TAIL_9).fma(a, TAIL_8).fma(a, TAIL_7).fma(a, TAIL_6);
        FloatVector low = high.fma(a, TAIL_5).fma(a, TAIL_4).fma(a, TAIL_3).fma(a, TAIL_2);
        FloatVector y = low.fma(a, TAIL_1).fma(a, TAIL_0);
        FloatVector rounded = y.fma(LOG2_E, ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y));
        FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
        FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
        FloatVector power =
            rounded
                .reinterpretAsInts()
                .lanewise(LSHL, MANTISSA_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
        FloatVector exp = mantissa.mul(power);
        // -0 beside a negative tail, so that gelu(-0) is -0
        a.neg()
            .fma(exp, x.blend(-0f, x.compare(LT, 0f)))
            .blend(-0f, x.compare(LT, -NORMAL_TAIL_END))
            .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },

  /**
   * ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is x over 1 + e to minus twice that argument.
   * The absolute error is at most 2⁻²¹ · max(|x|, 1).
   */
  GELU_TANH {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector z = x.mul(x).fma(GELU_CUBIC, GELU_LINEAR).mul(x);
        FloatVector high = z.blend(-EXP_HIGHEST, z.compare(LT, -EXP_HIGHEST));
        FloatVector y = high.blend(-EXP_LOWEST, high.compare(GT, -EXP_LOWEST)).neg();
        FloatVector rounded = y.fma(LOG2_E, ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y));
        FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
        FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
        FloatVector power =
            rounded
                .reinterpretAsInts()
                .lanewise(LSHL, MANTISSA_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
        FloatVector exp = mantissa.mul(power);
        x.div(exp.add(ONE))
            .blend(-0f, z.compare(LT, EXP_LOWEST))
            .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },

  /** x / (1 + e⁻ˣ); error at most 3 units in the last place, below -87 absolute 2⁻¹¹⁹. */
  SILU {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector high = x.blend(-EXP_HIGHEST, x.compare(LT, -EXP_HIGHEST));
        FloatVector y = high.blend(-EXP_LOWEST, high.compare(GT, -EXP_LOWEST)).neg();
        FloatVector rounded = y.fma(LOG2_E, ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y));
        FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
        FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
        FloatVector power =
            rounded
                .reinterpretAsInts()
                .lanewise(LSHL, MANTISSA_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
        FloatVector exp = mantissa.mul(power);
        x.div(exp.add(ONE))
            .blend(-0f, x.compare(LT, EXP_LOWEST))
            .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },

  /** The hyperbolic tangent; error at most 3 units in the last place. */
  TANH {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector z = x.add(x);
        FloatVector high = z.blend(-EXP_HIGHEST, z.compare(LT, -EXP_HIGHEST));
        FloatVector y = high.blend(-EXP_LOWEST, high.compare(GT, -EXP_LOWEST)).neg();
        FloatVector rounded = y.fma(LOG2_E, ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y));
        FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
        FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
        FloatVector power =
            rounded
                .reinterpretAsInts()
                .lanewise(LSHL, MANTISSA_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
        FloatVector exp = mantissa.mul(power);
        FloatVector large = TWO.div(exp.add(ONE)).sub(ONE);
        FloatVector s = x.mul(x);
        FloatVector t = TANH_11.fma(s, TANH_9).fma(s, TANH_7).fma(s, TANH_5).fma(s, TANH_3);
        FloatVector small = t.mul(s).fma(x, x);
        large
            .blend(small, x.abs().compare(LT, TANH_SPLIT))
            .reinterpretAsInts()
            .or(x.reinterpretAsInts().and(Integer.MIN_VALUE))
            .reinterpretAsFloats()
            .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },

  /** 1 / (1 + e⁻ˣ); error at most 3 units in the last place, below -87 absolute 2⁻¹²⁶. */
  SIGMOID {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector high = x.blend(-EXP_HIGHEST, x.compare(LT, -EXP_HIGHEST));
        FloatVector y = high.blend(-EXP_LOWEST, high.compare(GT, -EXP_LOWEST)).neg();
        FloatVector rounded = y.fma(LOG2_E, ROUNDER);
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, y));
        FloatVector q = EXP_6.fma(r, EXP_5).fma(r, EXP_4).fma(r, EXP_3).fma(r, EXP_2);
        FloatVector mantissa = q.fma(r.mul(r), r).add(ONE);
        FloatVector power =
            rounded
                .reinterpretAsInts()
                .lanewise(LSHL, MANTISSA_BITS)
                .add(ONE_BITS)
                .reinterpretAsFloats();
        FloatVector exp = mantissa.mul(power);
        ONE.div(exp.add(ONE))
            .blend(0f, x.compare(LT, EXP_LOWEST))
            .intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  };

  /** The loop of an activation; there is none for {@link Activation#NONE}. */
  static ActivationLoop of(Activation activation) {
    return activation == Activation.NONE ? null : valueOf(activation.name());
  }

  /**
   * Computes {@code count} elements, rounded up to whole vectors, which must lie in both segments;
   * {@code out} may be {@code in}.
   */
  abstract void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count);
}
