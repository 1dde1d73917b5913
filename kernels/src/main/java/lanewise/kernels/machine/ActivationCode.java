package lanewise.kernels.machine;

import lanewise.kernels.Activation;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Vec;

/**
 * Writes activations of one vector. Registers 1 to 6 are scratch; with AVX-512 registers 16 to 31
 * hold constants from {@link #prepare} on.
 *
 * <p>Errors against a double reference: GELU (erf) within 1e-7 or one part in 1e7 of the result,
 * whichever is greater; the others within a few units in the last place.
 */
final class ActivationCode {
  private final Assembler a;
  private final VectorUnit unit;
  private final Activation activation;
  private final ExpCode exp;

  ActivationCode(Assembler a, VectorUnit unit, Activation activation) {
    this.a = a;
    this.unit = unit;
    this.activation = activation;
    this.exp = new ExpCode(a, unit);
  }

  /** Loads constants; once, before the loop. */
  void prepare() {
    if (activation == Activation.GELU_ERF && unit == VectorUnit.AVX512) {
      for (int degree = 0; degree < GeluTable.TERMS; degree++) {
        a.vmovups(unit.v(16 + degree), a.table(GeluTable.coefficients(degree)));
      }
    }
  }

  /** Replaces {@code x} (register 0) by its activation. */
  void apply(Vec x) {
    switch (activation) {
      case NONE -> {}
      case RELU -> {
        Vec zero = unit.v(1);
        a.vxorps(zero, zero, zero);
        a.vmaxps(x, zero, x);
      }
      case GELU_ERF -> geluErf(x);
      case GELU_TANH -> geluTanh(x);
      case SILU -> {
        Vec denominator = unit.v(1);
        onePlusExpOfNegative(denominator, x);
        divide(x, denominator);
      }
      case SIGMOID -> {
        Vec denominator = unit.v(1);
        onePlusExpOfNegative(denominator, x);
        unit.broadcast(a, x, 1f);
        a.vdivps(x, x, denominator);
      }
      case TANH -> tanh(x);
    }
  }

  /**
   * gelu(x) = max(x, 0) - h(|x|), where h(t) = t · Φ(-t) is smooth, at most 0.17, and soon zero: so
   * a polynomial on each of 16 intervals gives it with a small absolute error everywhere.
   */
  private void geluErf(Vec x) {
    Vec t = unit.v(1);
    Vec place = unit.v(2);
    Vec sum = unit.v(3);
    Vec term = unit.v(4);
    Vec zero = unit.v(5);
    a.vandps(t, x, unit.constant(a, 0x7fffffff));
    unit.broadcast(a, place, GeluTable.END);
    a.vminps(t, place, t);
    a.vmulps(t, t, unit.constant(a, GeluTable.PER_UNIT));
    // Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits.
    a.vaddps(place, t, unit.constant(a, 0x1.8p23f));
    a.vsubps(sum, place, unit.constant(a, 0x1.8p23f));
    a.vsubps(t, t, sum);
    coefficient(sum, place, GeluTable.TERMS - 1);
    for (int degree = GeluTable.TERMS - 2; degree >= 0; degree--) {
      coefficient(term, place, degree);
      a.vfmadd213ps(sum, t, term);
    }
    a.vxorps(zero, zero, zero);
    a.vmaxps(x, zero, x);
    a.vsubps(x, x, sum);
  }

  /** The coefficient of each lane's interval; the low four bits of {@code place} choose. */
  private void coefficient(Vec to, Vec place, int degree) {
    float[] table = GeluTable.coefficients(degree);
    if (unit == VectorUnit.AVX512) {
      a.vpermps(to, place, unit.v(16 + degree));
      return;
    }
    Vec high = unit.v(5);
    Vec choice = unit.v(6);
    a.vpslld(choice, place, 28);
    a.vpermps(to, place, a.table(java.util.Arrays.copyOfRange(table, 0, 8)));
    a.vpermps(high, place, a.table(java.util.Arrays.copyOfRange(table, 8, 16)));
    a.vblendvps(to, to, high, choice);
  }

  /** {@code to = 1 + e^(-x)}. */
  private void onePlusExpOfNegative(Vec to, Vec x) {
    a.vxorps(to, x, unit.constant(a, 0x80000000));
    exp.apply(to, unit.v(2), unit.v(3), unit.v(4));
    a.vaddps(to, to, unit.constant(a, 1f));
  }

  /** x / (1 + e^(-2u)) with u = √(2/π) (x + 0.044715 x³). */
  private void geluTanh(Vec x) {
    Vec u = unit.v(1);
    float root = (float) Math.sqrt(2 / Math.PI);
    a.vmulps(u, x, x);
    a.vmulps(u, u, unit.constant(a, -2 * root * 0.044715f));
    a.vaddps(u, u, unit.constant(a, -2 * root));
    a.vmulps(u, u, x);
    exp.apply(u, unit.v(2), unit.v(3), unit.v(4));
    a.vaddps(u, u, unit.constant(a, 1f));
    divide(x, u);
  }

  /** {@code x} over {@code denominator}, which is infinite where x is very low: -∞ gives -0. */
  private void divide(Vec x, Vec denominator) {
    Vec lowest = unit.v(2);
    unit.broadcast(a, lowest, -Float.MAX_VALUE);
    a.vmaxps(x, lowest, x);
    a.vdivps(x, x, denominator);
  }

  /** Near zero an odd polynomial (Cephes), elsewhere 1 - 2 / (e^(2|x|) + 1) with x's sign. */
  private void tanh(Vec x) {
    Vec far = unit.v(1);
    Vec near = unit.v(5);
    Vec square = unit.v(6);
    a.vandps(far, x, unit.constant(a, 0x7fffffff));
    a.vaddps(far, far, far);
    exp.apply(far, unit.v(2), unit.v(3), unit.v(4));
    a.vaddps(far, far, unit.constant(a, 1f));
    unit.broadcast(a, near, 2f);
    a.vdivps(far, near, far);
    unit.broadcast(a, near, 1f);
    a.vsubps(far, near, far);
    a.vandps(near, x, unit.constant(a, 0x80000000));
    a.vorps(far, far, near);

    a.vmulps(square, x, x);
    unit.broadcast(a, near, -5.70498872745e-3f);
    a.vfmadd213ps(near, square, unit.constant(a, 2.06390887954e-2f));
    a.vfmadd213ps(near, square, unit.constant(a, -5.37397155531e-2f));
    a.vfmadd213ps(near, square, unit.constant(a, 1.33314422036e-1f));
    a.vfmadd213ps(near, square, unit.constant(a, -3.33332819422e-1f));
    a.vmulps(near, near, square);
    a.vfmadd213ps(near, x, x);
    // The sum of -0 and 0 is 0; x's own sign is right everywhere.
    a.vandps(unit.v(2), x, unit.constant(a, 0x80000000));
    a.vorps(near, near, unit.v(2));
    // 0.625² - x² is negative where x is far.
    unit.broadcast(a, unit.v(2), 0.390625f);
    a.vsubps(square, unit.v(2), square);
    exp.choose(x, near, far, square);
  }
}
