package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.vector.ErrorFilter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How near every tier's f32 functions are to the truth, over floats of every sign, exponent and low
 * bits, and densely where a method ends and another begins. {@code -Dlanewise.test.stride=1} tries
 * all floats that there are.
 */
abstract class AccuracyContract {
  /** Steps through the bits of all floats; prime, so that all low bits occur. */
  private static final int STRIDE = Integer.getInteger("lanewise.test.stride", 1_009);

  private static final int BLOCK = 16_384;

  /** Floats that are tried one by one around each special point. */
  private static final int DENSE = 20_000;

  private static final float[] SPECIAL = {
    0x1p-126f, 0x1p-24f, 0.5f, 0.6f, 0.625f, 0.70710677f, 0.7853982f, 1f, 1.4142135f, 1.5707964f,
    3.1415927f, 3.9192059f, 6.2831855f, 9f, 14f, 87.33654f, 88.3f, 88.72284f, 103.97208f, 0x1p17f,
    0x1p23f, Float.MAX_VALUE
  };

  /** The kernels under test. */
  abstract Elementwise kernels();

  /**
   * The functions and their bounds: units in the last place of the exact result, or an absolute
   * error where the function's own definition cancels or a result is all but zero.
   */
  enum Function {
    EXP(2, 0),
    LOG(1, 0),
    SIN(1.5, 0),
    COS(1.5, 0),
    TANH(3, 0),
    ERF(2.5, 0),
    SIGMOID(3, 0x1p-126),
    SILU(3.5, 0x1p-119),
    GELU_ERF(2, 0x1p-22),
    GELU_TANH(4, 0x1p-22);

    final UnaryOp op;
    final double ulps;
    final double absolute;

    Function(double ulps, double absolute) {
      this.op = UnaryOp.valueOf(name());
      this.ulps = ulps;
      this.absolute = absolute;
    }

    double exact(double x) {
      return switch (this) {
        case EXP -> Math.exp(x);
        case LOG -> Math.log(x);
        case SIN -> Math.sin(x);
        case COS -> Math.cos(x);
        case TANH -> Math.tanh(x);
        case ERF -> erf(x);
        case SIGMOID -> 1 / (1 + Math.exp(-x));
        case SILU -> x == Double.NEGATIVE_INFINITY ? -0.0 : x / (1 + Math.exp(-x));
        case GELU_ERF -> x == Double.NEGATIVE_INFINITY ? -0.0 : x * lowerTail(x);
        case GELU_TANH -> geluTanh(x);
      };
    }
  }

  private static double erf(double x) {
    double a = Math.abs(x);
    if (a > 1) {
      return Math.copySign(a > 6 ? 1 : 1 - 2 * upperTail(a * Math.sqrt(2)), x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-19 * Math.abs(sum); n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static double lowerTail(double x) {
    return x < 0 ? upperTail(-x) : 1 - upperTail(x);
  }

  /** 1 - Φ(a) by its series near zero, and by the continued fraction of the tail elsewhere. */
  private static double upperTail(double a) {
    if (a > 40) {
      return 0;
    }
    double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    if (a < 2.5) {
      double term = a;
      double sum = a;
      for (int odd = 3; term > 1e-18 * sum; odd += 2) {
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

  private static double geluTanh(double x) {
    if (x == Double.NEGATIVE_INFINITY) {
      return -0.0;
    }
    return x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  @ParameterizedTest
  @EnumSource
  void isWithinItsBoundOverAllFloats(Function function) {
    MemorySegment in = Arena.ofAuto().allocate(4L * BLOCK, 64);
    MemorySegment out = Arena.ofAuto().allocate(4L * BLOCK, 64);
    Task task = kernels().unary(function.op, ElementType.FLOAT32, in, out, BLOCK);
    int filled = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      in.setAtIndex(JAVA_FLOAT, filled++, Float.intBitsToFloat((int) bits));
      if (filled == BLOCK) {
        run(task, function, in, out);
        filled = 0;
      }
    }
    for (float special : SPECIAL) {
      int middle = Float.floatToRawIntBits(special);
      for (int i = -DENSE; i <= DENSE; i++) {
        float x = Float.intBitsToFloat(middle + i);
        in.setAtIndex(JAVA_FLOAT, filled++, (i & 1) == 0 ? x : -x);
        if (filled == BLOCK) {
          run(task, function, in, out);
          filled = 0;
        }
      }
    }
    run(task, function, in, out);
  }

  private static void run(Task task, Function function, MemorySegment in, MemorySegment out) {
    Runs.run(task);
    // All floats are too many to look at each in the same way.
    boolean filtered = STRIDE == 1;
    int step = filtered ? ErrorFilter.COUNT : BLOCK;
    for (int from = 0; from < BLOCK; from += step) {
      if (filtered
          && ErrorFilter.passes(
              function.op, function.ulps, function.absolute, in, out, from * 4L)) {
        continue;
      }
      for (int i = from; i < from + step; i++) {
        check(function, in.getAtIndex(JAVA_FLOAT, i), out.getAtIndex(JAVA_FLOAT, i));
      }
    }
  }

  private static void check(Function function, float x, float y) {
    double exact = function.exact(x);
    double unit = Math.max(Math.ulp((float) exact), Float.MIN_VALUE);
    boolean right;
    if (Double.isNaN(exact)) {
      right = Float.isNaN(y);
    } else if (Math.abs(exact) > Float.MAX_VALUE) {
      // Rounding takes what is beyond the greatest float to either side of its end.
      boolean near = (float) exact != exact && y == Math.copySign(Float.MAX_VALUE, exact);
      right = y == (float) exact || near;
    } else if (Math.abs((float) exact) == Float.MAX_VALUE) {
      right = Math.abs(y) >= Float.MAX_VALUE - 2 * unit && Math.signum(y) == Math.signum(exact);
    } else {
      double size = Math.clamp(Math.abs(x), 1, 8);
      double scale = function.name().startsWith("GELU") ? size : 1;
      double bound = Math.max(function.ulps * unit, function.absolute * scale);
      right = Math.abs(y - exact) <= bound;
      if (exact == 0 && y == 0) {
        right = Float.floatToRawIntBits(y) == Float.floatToRawIntBits((float) exact);
      }
    }
    if (!right) {
      double off = Math.abs(y - exact) / unit;
      fail(
          function
              + "("
              + x
              + ") should be "
              + exact
              + ", is "
              + y
              + ", off by "
              + off
              + " units in the last place");
    }
  }
}
