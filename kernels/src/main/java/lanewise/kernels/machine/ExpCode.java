package lanewise.kernels.machine;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Vec;

/**
 * Writes e^x of one vector, within 2 units in the last place: x is split into n · ln 2 + r, e^r is
 * a polynomial of degree 7 (the coefficients of Cephes), and n goes to the exponent. NaN stays NaN.
 */
final class ExpCode {
  private static final float LOG2_E = 1.44269504088896341f;
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;

  private final Assembler a;
  private final VectorUnit unit;

  ExpCode(Assembler a, VectorUnit unit) {
    this.a = a;
    this.unit = unit;
  }

  /** Replaces {@code x}; the other three registers are scratch. */
  void apply(Vec x, Vec n, Vec r, Vec sum) {
    // Beyond these bounds the result is infinity or zero anyway; NaN passes as the right operand.
    unit.broadcast(a, n, 89f);
    a.vminps(x, n, x);
    unit.broadcast(a, n, -105f);
    a.vmaxps(x, n, x);
    a.vmulps(n, x, unit.constant(a, LOG2_E));
    unit.round(a, n, n);
    a.vmovaps(r, x);
    a.vfnmadd231ps(r, n, unit.constant(a, LN2_HIGH));
    a.vfnmadd231ps(r, n, unit.constant(a, LN2_LOW));
    unit.broadcast(a, sum, 1.9875691500e-4f);
    a.vfmadd213ps(sum, r, unit.constant(a, 1.3981999507e-3f));
    a.vfmadd213ps(sum, r, unit.constant(a, 8.3334519073e-3f));
    a.vfmadd213ps(sum, r, unit.constant(a, 4.1665795894e-2f));
    a.vfmadd213ps(sum, r, unit.constant(a, 1.6666665459e-1f));
    a.vfmadd213ps(sum, r, unit.constant(a, 5.0000001201e-1f));
    a.vmulps(x, r, r);
    a.vfmadd213ps(sum, x, r);
    a.vaddps(sum, sum, unit.constant(a, 1f));
    if (unit == VectorUnit.AVX512) {
      a.vscalefps(x, sum, n);
      return;
    }
    // 2^n in two factors, since n may be below -126.
    a.vcvtps2dq(n, n);
    a.vpsrad(r, n, 1);
    a.vpsubd(n, n, r);
    power(r);
    power(n);
    a.vmulps(x, sum, r);
    a.vmulps(x, x, n);
  }

  private void power(Vec n) {
    a.vpaddd(n, n, unit.constant(a, 127));
    a.vpslld(n, n, 23);
  }

  /** {@code to = right} where {@code choice} is negative, else {@code left}. */
  void choose(Vec to, Vec left, Vec right, Vec choice) {
    if (unit == VectorUnit.AVX512) {
      a.vxorps(to, to, to);
      a.vcmpps(Mask.K2, choice, to, 1);
      a.vblendmps(to.masked(Mask.K2), left, right);
    } else {
      a.vblendvps(to, left, right, choice);
    }
  }
}
