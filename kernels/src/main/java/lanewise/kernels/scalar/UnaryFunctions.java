package lanewise.kernels.scalar;

import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import lanewise.kernels.UnaryOp;

/** What each unary operation means, on double-precision and on integer values. */
final class UnaryFunctions {
  private static final double LN_2 = Math.log(2);

  private UnaryFunctions() {}

  /** The function on floating-point values, or null if the operation has none. */
  static DoubleUnaryOperator onFloats(UnaryOp op) {
    return switch (op) {
      case ABS -> Math::abs;
      case NEG -> x -> -x;
      case SIGN -> Math::signum;
      case RECIPROCAL -> x -> 1 / x;
      case SQRT -> Math::sqrt;
      case EXP -> Math::exp;
      case LOG -> Math::log;
      case ERF -> ScalarMath::erf;
      case SIN -> Math::sin;
      case COS -> Math::cos;
      case TAN -> Math::tan;
      case ASIN -> Math::asin;
      case ACOS -> Math::acos;
      case ATAN -> Math::atan;
      case SINH -> Math::sinh;
      case COSH -> Math::cosh;
      case TANH -> Math::tanh;
      case ASINH -> UnaryFunctions::asinh;
      case ACOSH -> UnaryFunctions::acosh;
      case ATANH -> UnaryFunctions::atanh;
      case SIGMOID -> ScalarMath::sigmoid;
      case SOFTPLUS -> UnaryFunctions::softplus;
      case SOFTSIGN -> UnaryFunctions::softsign;
      case RELU -> x -> Math.max(x, 0.0);
      case GELU_ERF -> ScalarMath::geluErf;
      case GELU_TANH -> ScalarMath::geluTanh;
      case SILU -> ScalarMath::silu;
      case HARD_SWISH -> x -> x * Math.max(0, Math.min(1, x / 6 + 0.5));
      case MISH -> x -> x * Math.tanh(softplus(x));
      case CEIL -> Math::ceil;
      case FLOOR -> Math::floor;
      case ROUND_HALF_EVEN -> Math::rint;
      case LOGICAL_NOT, BITWISE_NOT -> null;
    };
  }

  /** The function on integers or booleans, or null if the operation has none for {@code access}. */
  static LongUnaryOperator onIntegers(UnaryOp op, IntegerAccess access) {
    if (access == IntegerAccess.BOOL) {
      return op == UnaryOp.LOGICAL_NOT ? x -> 1 - x : null;
    }
    return switch (op) {
      case ABS -> access.isSigned() ? Math::abs : x -> x;
      case NEG -> access.isSigned() ? x -> -x : null;
      case SIGN -> access.isSigned() ? Long::signum : x -> x == 0 ? 0 : 1;
      case RELU -> access.isSigned() ? x -> Math.max(x, 0) : x -> x;
      case BITWISE_NOT -> x -> ~x;
      default -> null;
    };
  }

  /** Written so that nothing cancels near zero and nothing overflows far from it. */
  static double asinh(double x) {
    double a = Math.abs(x);
    double positive =
        a > 0x1p500 ? Math.log(a) + LN_2 : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(positive, x);
  }

  static double acosh(double x) {
    if (x < 1) {
      return Double.NaN;
    }
    if (x > 0x1p500) {
      return Math.log(x) + LN_2;
    }
    double above = x - 1;
    return Math.log1p(above + Math.sqrt(2 * above + above * above));
  }

  static double atanh(double x) {
    double a = Math.abs(x);
    return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
  }

  /** log(1 + eˣ) by a form that neither overflows nor loses small values. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double softsign(double x) {
    return Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
  }
}
