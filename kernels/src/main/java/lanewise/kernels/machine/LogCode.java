package lanewise.kernels.machine;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Writes the natural logarithm of one vector, subnormal numbers included; error at most 1 unit in
 * the last place. x is 2ᵉ · (1 + r) with 1 + r between √½ and √2.
 */
final class LogCode {
  /** The bits of √½: subtracted, they make the exponent's field that of e. */
  private static final int SQRT_HALF_BITS = Float.floatToRawIntBits((float) Math.sqrt(0.5));

  private static final int EXPONENT_FIELD = 0xFF80_0000;

  /** ln 2 in two parts; the first has so few bits that e times it is exact. */
  private static final float LN2_HIGH = 0x1.62ep-1f;

  private static final float LN2_LOW = (float) (Math.log(2) - 0x1.62ep-1);

  /** (log(1 + r) - r + r²/2) / r³, a minimax fit; the highest degree first. */
  private static final float[] TERMS = {
    0x1.1457bcp-4f,
    -0x1.de3c1ep-4f,
    0x1.e6f066p-4f,
    -0x1.fc2206p-4f,
    0x1.233768p-3f,
    -0x1.555c4ep-3f,
    0x1.99a4b6p-3f,
    -0x1.000006p-2f,
    0x1.555548p-2f
  };

  private static final int EQUAL = 0;
  private static final int LESS = 1;

  /** Greater, or NaN. */
  private static final int NOT_LESS_OR_EQUAL = 6;

  private final Assembler a;
  private final VectorUnit unit;

  LogCode(Assembler a, VectorUnit unit) {
    this.a = a;
    this.unit = unit;
  }

  /** Replaces {@code x} (register 0); registers 1 to 6 are scratch. */
  void apply(Vec x) {
    Vec bits = unit.v(1);
    Vec e = unit.v(2);
    Vec r = unit.v(3);
    Vec sum = unit.v(4);
    Vec square = unit.v(5);
    a.vmulps(e, x, unit.constant(a, 0x1p24f));
    blend(bits, x, e, x, Float.MIN_NORMAL, LESS);
    a.vpsubd(e, bits, unit.constant(a, SQRT_HALF_BITS));
    a.vandps(e, e, unit.constant(a, EXPONENT_FIELD));
    a.vpsubd(r, bits, e);
    a.vpsrad(e, e, 23);
    a.vcvtdq2ps(e, e);
    a.vsubps(sum, e, unit.constant(a, 24f));
    blend(bits, e, sum, x, Float.MIN_NORMAL, LESS);
    e = bits;
    a.vsubps(r, r, unit.constant(a, 1f));
    unit.broadcast(a, sum, TERMS[0]);
    for (int i = 1; i < TERMS.length; i++) {
      a.vfmadd213ps(sum, r, unit.constant(a, TERMS[i]));
    }
    a.vmulps(square, r, r);
    a.vmulps(sum, sum, square);
    a.vmulps(sum, sum, r);
    a.vfmadd231ps(sum, e, unit.constant(a, LN2_LOW));
    a.vfmadd231ps(sum, square, unit.constant(a, -0.5f));
    a.vaddps(sum, sum, r);
    a.vfmadd231ps(sum, e, unit.constant(a, LN2_HIGH));
    unit.broadcast(a, square, Float.NEGATIVE_INFINITY);
    blend(r, sum, square, x, 0f, EQUAL);
    unit.broadcast(a, square, Float.NaN);
    blend(sum, r, square, x, 0f, LESS);
    // +∞ and NaN are their own logarithms.
    blend(r, sum, x, x, Float.MAX_VALUE, NOT_LESS_OR_EQUAL);
    a.vmovaps(x, r);
  }

  /** {@code to = right} where {@code x} compares with {@code limit} so, else {@code left}. */
  private void blend(Vec to, Vec left, Operand right, Vec x, float limit, int predicate) {
    Vec choice = unit.v(6);
    unit.broadcast(a, choice, limit);
    if (unit == VectorUnit.AVX512) {
      a.vcmpps(Mask.K2, x, choice, predicate);
      a.vblendmps(to.masked(Mask.K2), left, right);
    } else {
      a.vcmpps(choice, x, choice, predicate);
      a.vblendvps(to, left, right, choice);
    }
  }
}
