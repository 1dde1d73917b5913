package lanewise.kernels.scalar;

import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import lanewise.kernels.BinaryOp;

/** What each binary operation means, on double-precision and on integer values. */
final class BinaryFunctions {
  private BinaryFunctions() {}

  /** Arithmetic on floating-point values, or null if the operation is none. */
  static DoubleBinaryOperator onFloats(BinaryOp op) {
    return switch (op) {
      case ADD -> Double::sum;
      case SUB -> (x, y) -> x - y;
      case MUL -> (x, y) -> x * y;
      case DIV -> (x, y) -> x / y;
      case POW -> BinaryFunctions::pow;
      case MIN -> Math::min;
      case MAX -> Math::max;
      case MOD -> BinaryFunctions::floorMod;
      case FMOD -> (x, y) -> x % y;
      case PRELU -> (x, slope) -> x >= 0 ? x : slope * x;
      default -> null;
    };
  }

  /** A predicate on floating-point values as 1 or 0, or null if the operation is none. */
  static FloatPredicate predicateOnFloats(BinaryOp op) {
    return switch (op) {
      case EQUAL -> (x, y) -> x == y;
      case LESS -> (x, y) -> x < y;
      case LESS_OR_EQUAL -> (x, y) -> x <= y;
      case GREATER -> (x, y) -> x > y;
      case GREATER_OR_EQUAL -> (x, y) -> x >= y;
      default -> null;
    };
  }

  /** A yes-or-no question about two values. */
  interface FloatPredicate {
    boolean test(double left, double right);
  }

  /**
   * The function on integers, predicates as 1 or 0, or null if there is none for {@code access}.
   */
  static LongBinaryOperator onIntegers(BinaryOp op, IntegerAccess access) {
    if (access == IntegerAccess.BOOL) {
      return onBooleans(op);
    }
    boolean unsigned = access.isUnsignedLong();
    int bits = access.bits();
    return switch (op) {
      case ADD -> Long::sum;
      case SUB -> (x, y) -> x - y;
      case MUL -> (x, y) -> x * y;
      case DIV ->
          unsigned
              ? (x, y) -> y == 0 ? 0 : Long.divideUnsigned(x, y)
              : (x, y) -> y == 0 ? 0 : x / y;
      case POW -> access.isSigned() ? BinaryFunctions::power : (x, y) -> powerUnsigned(x, y);
      case MIN -> (x, y) -> access.compare(x, y) <= 0 ? x : y;
      case MAX -> (x, y) -> access.compare(x, y) >= 0 ? x : y;
      case MOD ->
          unsigned
              ? (x, y) -> y == 0 ? 0 : Long.remainderUnsigned(x, y)
              : (x, y) -> y == 0 ? 0 : Math.floorMod(x, y);
      case FMOD ->
          unsigned
              ? (x, y) -> y == 0 ? 0 : Long.remainderUnsigned(x, y)
              : (x, y) -> y == 0 ? 0 : x % y;
      case EQUAL -> (x, y) -> x == y ? 1 : 0;
      case LESS -> (x, y) -> access.compare(x, y) < 0 ? 1 : 0;
      case LESS_OR_EQUAL -> (x, y) -> access.compare(x, y) <= 0 ? 1 : 0;
      case GREATER -> (x, y) -> access.compare(x, y) > 0 ? 1 : 0;
      case GREATER_OR_EQUAL -> (x, y) -> access.compare(x, y) >= 0 ? 1 : 0;
      case BITWISE_AND -> (x, y) -> x & y;
      case BITWISE_OR -> (x, y) -> x | y;
      case BITWISE_XOR -> (x, y) -> x ^ y;
      case SHIFT_LEFT -> (x, y) -> y < 0 || y >= bits ? 0 : x << y;
      case SHIFT_RIGHT ->
          access.isSigned()
              ? (x, y) -> x >> (y < 0 || y > 63 ? 63 : y)
              : (x, y) -> y < 0 || y >= bits ? 0 : x >>> y;
      case PRELU -> access.isSigned() ? (x, slope) -> x >= 0 ? x : slope * x : (x, slope) -> x;
      case LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR -> null;
    };
  }

  private static LongBinaryOperator onBooleans(BinaryOp op) {
    return switch (op) {
      case EQUAL -> (x, y) -> x == y ? 1 : 0;
      case LOGICAL_AND -> (x, y) -> x & y;
      case LOGICAL_OR -> (x, y) -> x | y;
      case LOGICAL_XOR -> (x, y) -> x ^ y;
      default -> null;
    };
  }

  /** {@link Math#pow}, but 1 to any power, NaN too, is 1, as C and NumPy have it. */
  static double pow(double x, double y) {
    if (x == 1 || (x == -1 && Double.isInfinite(y))) {
      return 1;
    }
    return Math.pow(x, y);
  }

  /** x minus the multiple of y that leaves a remainder of y's sign. */
  static double floorMod(double x, double y) {
    double remainder = x % y;
    if (remainder == 0) {
      return Math.copySign(0, y);
    }
    return remainder < 0 != y < 0 ? remainder + y : remainder;
  }

  /** x to the power y, wrapping; a negative power gives the reciprocal without its fraction. */
  static long power(long x, long y) {
    if (y < 0) {
      return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0;
    }
    return powerUnsigned(x, y);
  }

  private static long powerUnsigned(long x, long y) {
    long result = 1;
    long base = x;
    for (long rest = y; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        result *= base;
      }
      base *= base;
    }
    return result;
  }
}
