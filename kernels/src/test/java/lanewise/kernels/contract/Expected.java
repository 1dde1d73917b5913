package lanewise.kernels.contract;

import java.math.BigInteger;
import lanewise.kernels.Activation;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.UnaryOp;

/** What operations give, computed another way than any kernel does. */
final class Expected {
  private Expected() {}

  /** An activation by its definition. */
  static double activated(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> unary(UnaryOp.RELU, x);
      case GELU_ERF -> unary(UnaryOp.GELU_ERF, x);
      case GELU_TANH -> unary(UnaryOp.GELU_TANH, x);
      case SILU -> unary(UnaryOp.SILU, x);
      case TANH -> unary(UnaryOp.TANH, x);
      case SIGMOID -> unary(UnaryOp.SIGMOID, x);
    };
  }

  static double unary(UnaryOp op, double x) {
    return switch (op) {
      case ABS -> x < 0 || x == 0 ? 0.0 - x : x;
      case NEG -> -1 * x;
      case SIGN -> x > 0 ? 1 : x < 0 ? -1 : x;
      case RECIPROCAL -> 1 / x;
      case SQRT -> StrictMath.sqrt(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case ERF -> erf(x);
      case SIN -> StrictMath.sin(x);
      case COS -> StrictMath.cos(x);
      case TAN -> StrictMath.tan(x);
      case ASIN -> StrictMath.asin(x);
      case ACOS -> StrictMath.acos(x);
      case ATAN -> StrictMath.atan(x);
      case SINH -> StrictMath.sinh(x);
      case COSH -> StrictMath.cosh(x);
      case TANH -> StrictMath.tanh(x);
      case ASINH -> asinh(x);
      case ACOSH -> x > 1e150 ? StrictMath.log(x) + StrictMath.log(2) : acosh(x);
      case ATANH -> 0.5 * (StrictMath.log1p(x) - StrictMath.log1p(-x));
      case SIGMOID -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : logistic(x);
      case SOFTPLUS -> x > 40 ? x : StrictMath.log1p(StrictMath.exp(x));
      case SOFTSIGN -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
      case RELU -> x <= 0 ? 0 : x;
      case GELU_ERF ->
          Double.isInfinite(x) ? (x > 0 ? x : -0.0) : x * 0.5 * erfc(-x / Math.sqrt(2));
      case GELU_TANH -> geluTanh(x);
      case SILU -> x == Double.NEGATIVE_INFINITY ? -0.0 : x * unary(UnaryOp.SIGMOID, x);
      case HARD_SWISH -> x * Math.clamp(x / 6 + 0.5, 0.0, 1.0);
      case MISH -> x * StrictMath.tanh(unary(UnaryOp.SOFTPLUS, x));
      case CEIL -> StrictMath.ceil(x);
      case FLOOR -> StrictMath.floor(x);
      case ROUND_HALF_EVEN -> StrictMath.rint(x);
      case LOGICAL_NOT, BITWISE_NOT -> throw new IllegalArgumentException(op.name());
    };
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double geluTanh(double x) {
    if (Double.isInfinite(x)) {
      return x > 0 ? x : -0.0;
    }
    double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    return x / (1 + StrictMath.exp(-2 * inner));
  }

  /** Differentiation's odd series near zero, logarithms elsewhere. */
  private static double asinh(double x) {
    double a = Math.abs(x);
    double result;
    if (a < 0.05) {
      double s = a * a;
      result =
          a
              * (1
                  - s
                      / 6
                      * (1 - 9 * s / 20 * (1 - 25 * s / 42 * (1 - 49 * s / 72 * (1 - s * 0.7)))));
    } else if (a > 1e150) {
      result = StrictMath.log(a) + StrictMath.log(2);
    } else {
      result = StrictMath.log(a + StrictMath.sqrt(a * a + 1));
    }
    return Math.copySign(result, x);
  }

  private static double acosh(double x) {
    return 2 * StrictMath.log1p((Math.sqrt((x + 1) / 2) - 1) + Math.sqrt((x - 1) / 2));
  }

  /** The alternating series below 2, the complement's continued fraction above. */
  static double erf(double x) {
    double a = Math.abs(x);
    if (!(a > 2)) {
      double term = x;
      double sum = x;
      for (int n = 1; n < 60; n++) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 2 / Math.sqrt(Math.PI) * sum;
    }
    return Math.copySign(1 - erfc(a), x);
  }

  static double erfc(double x) {
    if (!(x > 2)) {
      return 1 - erf(x);
    }
    double fraction = 0;
    for (int n = 120; n > 0; n--) {
      fraction = n / 2.0 / (x + fraction);
    }
    return StrictMath.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }

  static double binary(BinaryOp op, double x, double y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case DIV -> x / y;
      case POW -> x == 1 ? 1 : x == -1 && Double.isInfinite(y) ? 1 : StrictMath.pow(x, y);
      case MIN -> Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : x < y ? x : y;
      case MAX -> Double.isNaN(x) || Double.isNaN(y) ? Double.NaN : x > y ? x : y;
      case MOD -> modulo(x, y);
      case FMOD -> x % y;
      case PRELU -> x >= 0 ? x : y * x;
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  private static double modulo(double x, double y) {
    double r = x % y;
    return r != 0 && (r < 0) != (y < 0) ? r + y : r;
  }

  static boolean predicate(BinaryOp op, int order, boolean ordered) {
    return ordered
        && switch (op) {
          case EQUAL -> order == 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
          default -> throw new IllegalArgumentException(op.name());
        };
  }

  /** Integer arithmetic before it wraps. */
  static BigInteger binary(BinaryOp op, BigInteger x, BigInteger y, int bits) {
    boolean zero = y.signum() == 0;
    return switch (op) {
      case ADD -> x.add(y);
      case SUB -> x.subtract(y);
      case MUL -> x.multiply(y);
      case DIV -> zero ? BigInteger.ZERO : x.divide(y);
      case POW -> power(x, y);
      case MIN -> x.min(y);
      case MAX -> x.max(y);
      case FMOD -> zero ? BigInteger.ZERO : x.remainder(y);
      case MOD -> {
        BigInteger r = zero ? BigInteger.ZERO : x.remainder(y);
        yield r.signum() != 0 && r.signum() != y.signum() ? r.add(y) : r;
      }
      case BITWISE_AND -> x.and(y);
      case BITWISE_OR -> x.or(y);
      case BITWISE_XOR -> x.xor(y);
      case SHIFT_LEFT -> inRange(y, bits) ? x.shiftLeft(y.intValue()) : BigInteger.ZERO;
      case SHIFT_RIGHT -> x.shiftRight(inRange(y, bits) ? y.intValue() : bits);
      case PRELU -> x.signum() >= 0 ? x : x.multiply(y);
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  private static boolean inRange(BigInteger shift, int bits) {
    return shift.signum() >= 0 && shift.compareTo(BigInteger.valueOf(bits)) < 0;
  }

  private static BigInteger power(BigInteger x, BigInteger y) {
    if (y.signum() >= 0) {
      return x.modPow(y, BigInteger.TWO.pow(64));
    }
    return x.equals(BigInteger.ONE)
        ? x
        : x.equals(BigInteger.ONE.negate()) ? (y.testBit(0) ? x : x.negate()) : BigInteger.ZERO;
  }
}
