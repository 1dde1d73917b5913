package lanewise.kernels.machine;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Vec;

/**
 * Writes e^x of one vector for x ≤ 40, within 4 units in the last place for x near zero and with an
 * absolute error of 2⁻²² below: what attention's weights need, in half the steps of {@link
 * ExpCode}. Below -87 the result is zero (with AVX-512 below -103); NaN stays NaN.
 */
final class PowerCode {
  private static final float LOG2_E = 1.44269504f;
  private static final float LOWEST = -87f;

  private final Assembler a;
  private final VectorUnit unit;

  PowerCode(Assembler a, VectorUnit unit) {
    this.a = a;
    this.unit = unit;
  }

  /** Replaces {@code x}; the other two registers are scratch. */
  void apply(Vec x, Vec n, Vec sum) {
    boolean wide = unit == VectorUnit.AVX512;
    unit.broadcast(a, n, wide ? -110f : LOWEST - 1);
    a.vmaxps(x, n, x);
    a.vmulps(x, x, unit.constant(a, LOG2_E));
    unit.round(a, n, x);
    a.vsubps(x, x, n);
    // 2^x for |x| ≤ ½, a minimax fit.
    unit.broadcast(a, sum, 0x1.5c08e6p-10f);
    a.vfmadd213ps(sum, x, unit.constant(a, 0x1.3d0c52p-7f));
    a.vfmadd213ps(sum, x, unit.constant(a, 0x1.c6b6e4p-5f));
    a.vfmadd213ps(sum, x, unit.constant(a, 0x1.ebf918p-3f));
    a.vfmadd213ps(sum, x, unit.constant(a, 0x1.62e428p-1f));
    a.vfmadd213ps(sum, x, unit.constant(a, 1f));
    if (wide) {
      a.vscalefps(x, sum, n);
      return;
    }
    // Not less than, or NaN: so that only low numbers become zero.
    a.vcmpps(x, n, unit.constant(a, LOWEST * LOG2_E), 5);
    a.vcvtps2dq(n, n);
    a.vpslld(n, n, 23);
    a.vpaddd(sum, sum, n);
    a.vandps(x, x, sum);
  }

  /** {@code to} becomes 0 where {@code x} equals {@code zero}, a register of zeros. */
  void clearWhereZero(Vec to, Vec x, Vec zero, Vec scratch) {
    if (unit == VectorUnit.AVX512) {
      a.vcmpps(Mask.K2, x, zero, 4);
      a.vmovaps(to.zeroed(Mask.K2), to);
    } else {
      a.vcmpps(scratch, x, zero, 4);
      a.vandps(to, to, scratch);
    }
  }
}
