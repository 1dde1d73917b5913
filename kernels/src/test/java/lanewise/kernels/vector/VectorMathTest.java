package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** Holds the elementary functions to their stated errors, over floats of every exponent. */
class VectorMathTest {
  /** Steps through the bits of all floats; prime, so that all low bits occur. */
  private static final int STRIDE = 2_003;

  /** The greatest error in units in the last place of the exact result, at most. */
  private static void assertUlps(
      double ulps,
      float from,
      float to,
      UnaryOperator<FloatVector> function,
      DoubleUnaryOperator exact) {
    forAll(
        from,
        to,
        function,
        (x, y) -> {
          double expected = exact.applyAsDouble(x);
          double unit = Math.max(Math.ulp((float) expected), Float.MIN_VALUE);
          double error = y == expected ? 0 : Math.abs(y - expected) / unit;
          assertTrue(error <= ulps, () -> "x = " + x + ": " + y + " is off " + error + " ulp");
        });
  }

  private interface Check {
    void accept(float x, float y);
  }

  private static void forAll(
      float from, float to, UnaryOperator<FloatVector> function, Check check) {
    float[] x = new float[Lanes.COUNT];
    float[] y = new float[Lanes.COUNT];
    int filled = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float candidate = Float.intBitsToFloat((int) bits);
      if (candidate >= from && candidate <= to) {
        x[filled++] = candidate;
      }
      if (filled == x.length) {
        function.apply(FloatVector.fromArray(Lanes.F32, x, 0)).intoArray(y, 0);
        for (int i = 0; i < x.length; i++) {
          check.accept(x[i], y[i]);
        }
        filled = 0;
      }
    }
  }

  private interface Loop {
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count);
  }

  /** A loop's function of one vector. */
  private static UnaryOperator<FloatVector> through(Loop loop) {
    MemorySegment memory = Arena.ofAuto().allocate(Lanes.BYTES, 64);
    return x -> {
      x.intoMemorySegment(memory, 0, LITTLE_ENDIAN);
      loop.apply(memory, 0, memory, 0, Lanes.COUNT);
      return FloatVector.fromMemorySegment(Lanes.F32, memory, 0, LITTLE_ENDIAN);
    };
  }

  /** e^x, infinite where no float is large enough. */
  private static double exp(double x) {
    return (float) Math.exp(x) == Float.POSITIVE_INFINITY ? Double.POSITIVE_INFINITY : Math.exp(x);
  }

  private static void expOfNonPositive(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    VectorRows.exponentials(in, inAt, out, outAt, count, 0f);
  }

  private static float at(float x, UnaryOperator<FloatVector> function) {
    return function.apply(FloatVector.broadcast(Lanes.F32, x)).lane(0);
  }

  @Test
  void expIsWithinOneAndAHalfUlps() {
    assertUlps(
        1.5, -104f, Float.POSITIVE_INFINITY, through(Exponential::apply), VectorMathTest::exp);
  }

  @Test
  void expOfNonPositiveIsZeroWhereTheResultIsSubnormal() {
    assertUlps(1, VectorMath.EXP_LOWEST, 0f, through(VectorMathTest::expOfNonPositive), Math::exp);
    forAll(
        Float.NEGATIVE_INFINITY,
        Math.nextDown(VectorMath.EXP_LOWEST),
        through(VectorMathTest::expOfNonPositive),
        (x, y) -> assertEquals(0f, y));
    assertEquals(1f, at(0f, through(VectorMathTest::expOfNonPositive)));
    assertEquals(0f, at(Float.NEGATIVE_INFINITY, through(VectorMathTest::expOfNonPositive)));
  }

  @Test
  void tanhIsWithinThreeUlps() {
    assertUlps(
        3,
        Float.NEGATIVE_INFINITY,
        Float.POSITIVE_INFINITY,
        through(ActivationLoop.TANH::apply),
        Math::tanh);
  }

  @Test
  void sigmoidIsWithinThreeUlps() {
    DoubleUnaryOperator exact = x -> 1 / (1 + Math.exp(-x));
    assertUlps(3, -87f, Float.POSITIVE_INFINITY, through(ActivationLoop.SIGMOID::apply), exact);
    forAll(
        Float.NEGATIVE_INFINITY,
        -87f,
        through(ActivationLoop.SIGMOID::apply),
        (x, y) -> assertEquals(0f, y, 0x1p-125f));
  }

  @Test
  void siluIsWithinThreeUlps() {
    DoubleUnaryOperator exact = x -> x / (1 + Math.exp(-x));
    assertUlps(3, -80f, Float.MAX_VALUE, through(ActivationLoop.SILU::apply), exact);
    forAll(
        Float.NEGATIVE_INFINITY,
        -80f,
        through(ActivationLoop.SILU::apply),
        (x, y) -> assertEquals(0f, y, 1e-32f));
  }

  @Test
  void geluErfIsWithinItsAbsoluteBound() {
    // Φ by its series near zero and by the continued fraction of the tail elsewhere
    forAll(
        -40f,
        40f,
        through(ActivationLoop.GELU_ERF::apply),
        (x, y) -> {
          double size = Math.abs((double) x);
          double tail = upperTail(size);
          double expected = x > 0 ? x - size * tail : -size * tail;
          assertEquals(expected, y, 0x1p-22 * Math.max(1, size), () -> "gelu of " + x);
        });
    assertEquals(0f, at(Float.NEGATIVE_INFINITY, through(ActivationLoop.GELU_ERF::apply)), 1e-12f);
    assertEquals(
        Float.POSITIVE_INFINITY,
        at(Float.POSITIVE_INFINITY, through(ActivationLoop.GELU_ERF::apply)));
  }

  private static double upperTail(double a) {
    double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    if (a < 2.5) {
      double term = a;
      double sum = a;
      for (int odd = 3; term > 1e-18; odd += 2) {
        term *= a * a / odd;
        sum += term;
      }
      return 0.5 - density * sum;
    }
    double fraction = 0;
    for (int n = 60; n > 0; n--) {
      fraction = n / (a + fraction);
    }
    return density / (a + fraction);
  }

  @Test
  void geluTanhIsWithinItsAbsoluteBound() {
    forAll(
        -1000f,
        1000f,
        through(ActivationLoop.GELU_TANH::apply),
        (x, y) -> {
          double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
          double expected = x / (1 + Math.exp(-2 * inner));
          assertEquals(expected, y, 0x1p-21 * Math.max(1, Math.abs(x)), () -> "gelu of " + x);
        });
    assertEquals(0f, at(Float.NEGATIVE_INFINITY, through(ActivationLoop.GELU_TANH::apply)), 1e-12f);
  }

  @Test
  void givesNaNForNaN() {
    assertTrue(Float.isNaN(at(Float.NaN, through(VectorMathTest::expOfNonPositive))));
    assertTrue(Float.isNaN(at(Float.NaN, through(Exponential::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.TANH::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.SIGMOID::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.SILU::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.GELU_ERF::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.GELU_TANH::apply))));
    assertTrue(Float.isNaN(at(Float.NaN, through(ActivationLoop.RELU::apply))));
    float payload = Float.intBitsToFloat(0x7FC0_0001);
    assertTrue(Float.isNaN(at(payload, through(Exponential::apply))));
  }
}
