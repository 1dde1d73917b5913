package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RAX;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Vec;

/**
 * Writes the sine or cosine of one vector with AVX-512; error at most 1.5 units in the last place.
 * The argument less the nearest multiple of π/2, in three parts, goes into two polynomials, of
 * which the quadrant chooses one.
 */
final class TurnCode {
  /** Above this the multiple of π/2 is too large for three parts. */
  static final float GREATEST = 0x1p17f;

  private static final int SIGN = 0x8000_0000;
  private static final int EQUAL = 0;
  private static final int GREATER = 14;

  /** Adding this rounds to an integer, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final float[] MINUS_HALF_PI = {-0x1.921fb6p+0f, 0x1.777a5cp-25f, 0x1.ee59dap-50f};
  private static final float[] SINE = {
    0x1.6cd5ecp-19f, -0x1.a00f94p-13f, 0x1.111108p-7f, -0x1.555556p-3f
  };
  private static final float[] COSINE = {0x1.99ff40p-16f, -0x1.6c0c82p-10f, 0x1.55554ap-5f};

  private final Assembler a;
  private final boolean cosine;
  private final VectorUnit unit = VectorUnit.AVX512;

  TurnCode(Assembler a, boolean cosine) {
    this.a = a;
    this.cosine = cosine;
  }

  /** Goes to {@code target} if some element is too large. */
  void jumpIfLarge(Vec x, Label target) {
    Vec size = unit.v(1);
    Vec greatest = unit.v(2);
    a.vandps(size, x, unit.constant(a, ~SIGN));
    unit.broadcast(a, greatest, GREATEST);
    a.vcmpps(Mask.K2, size, greatest, GREATER);
    a.kmovw(RAX, Mask.K2);
    a.test(RAX, RAX);
    a.jump(Condition.NOT_EQUAL, target);
  }

  /** Replaces {@code x} (register 0), whose elements are not too large. */
  void apply(Vec x) {
    Vec quadrant = unit.v(1);
    Vec n = unit.v(2);
    Vec r = unit.v(3);
    Vec square = unit.v(4);
    Vec sine = unit.v(5);
    Vec other = unit.v(6);
    a.vmovaps(quadrant, x);
    unit.broadcast(a, n, (float) (2 / Math.PI));
    a.vfmadd213ps(quadrant, n, unit.constant(a, ROUNDER));
    a.vsubps(n, quadrant, unit.constant(a, ROUNDER));
    a.vmovaps(r, x);
    for (float part : MINUS_HALF_PI) {
      a.vfmadd231ps(r, n, unit.constant(a, part));
    }
    a.vmulps(square, r, r);
    polynomial(sine, square, SINE);
    a.vmulps(sine, sine, square);
    a.vfmadd213ps(sine, r, r);
    polynomial(other, square, COSINE);
    a.vmulps(other, other, square);
    a.vaddps(other, other, unit.constant(a, -0.5f));
    a.vfmadd213ps(other, square, unit.constant(a, 1f));
    if (cosine) {
      a.vpaddd(quadrant, quadrant, unit.constant(a, 1));
    }
    // Negative where the quadrant is odd.
    a.vpslld(n, quadrant, 31);
    a.vorps(n, n, unit.constant(a, 1f));
    new ExpCode(a, unit).choose(r, sine, other, n);
    a.vpslld(quadrant, quadrant, 30);
    a.vandps(quadrant, quadrant, unit.constant(a, SIGN));
    a.vxorps(r, r, quadrant);
    if (cosine) {
      a.vmovaps(x, r);
      return;
    }
    // r's sign was lost where x is -0.
    a.vxorps(n, n, n);
    a.vcmpps(Mask.K2, x, n, EQUAL);
    a.vblendmps(x.masked(Mask.K2), r, x);
  }

  private void polynomial(Vec sum, Vec x, float[] terms) {
    unit.broadcast(a, sum, terms[0]);
    for (int i = 1; i < terms.length; i++) {
      a.vfmadd213ps(sum, x, unit.constant(a, terms[i]));
    }
  }
}
