package lanewise.kernels.contract;

import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.kernels.ElementType;

/** Random and extreme values of each type, and what the types can hold. */
final class Values {
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.MIN_NORMAL,
    127.5,
    -128.5,
    255.5,
    32768,
    65504,
    2147483648.0,
    -2147483648.0,
    88.8,
    -88.8,
    -104,
    9.22e18,
    -9.3e18,
    1.9e19
  };

  private Values() {}

  static double real(ElementType type, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> Normals.next(random) * 100;
      case 2 -> Math.scalb(Normals.next(random), random.nextInt(60) - 30);
      case 3 -> random.nextInt(600) - 300;
      default -> Normals.next(random) * 2;
    };
  }

  static long integer(ElementType type, Random random) {
    if (type == ElementType.BOOL) {
      return random.nextInt(2);
    }
    int bits = bits(type);
    long extreme = 1L << (bits - 1);
    return switch (random.nextInt(8)) {
      case 0 -> extreme;
      case 1 -> extreme - 1;
      case 2 -> random.nextBoolean() ? -1 : 0;
      case 3 -> random.nextLong();
      default -> random.nextInt(11) - (isSigned(type) ? 5 : 0);
    };
  }

  static int bits(ElementType type) {
    return type.blockBytes() * 8 / type.blockElements();
  }

  static boolean isSigned(ElementType type) {
    return switch (type) {
      case INT2, INT4, INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** What a loaded integer means. */
  static BigInteger exact(ElementType type, long value) {
    BigInteger exact = BigInteger.valueOf(value);
    return type == ElementType.UINT64 && value < 0 ? exact.add(BigInteger.TWO.pow(64)) : exact;
  }

  /** The value of {@code exact} modulo the type's range, as a loaded integer. */
  static long wrapped(ElementType type, BigInteger exact) {
    int bits = bits(type);
    long low = exact.longValue();
    if (bits == 64) {
      return low;
    }
    long masked = low & ((1L << bits) - 1);
    return isSigned(type) && masked >= 1L << (bits - 1) ? masked - (1L << bits) : masked;
  }

  static BigInteger least(ElementType type) {
    return isSigned(type) ? BigInteger.TWO.pow(bits(type) - 1).negate() : BigInteger.ZERO;
  }

  static BigInteger greatest(ElementType type) {
    return BigInteger.TWO
        .pow(isSigned(type) ? bits(type) - 1 : bits(type))
        .subtract(BigInteger.ONE);
  }

  /** The distance between neighbours of {@code type} near {@code value}. */
  static double ulp(ElementType type, double value) {
    double magnitude = Math.abs(value);
    return switch (type) {
      case FLOAT64 -> Math.ulp(magnitude);
      case FLOAT32 -> Math.max(Float.MIN_VALUE, Math.scalb(Math.ulp(magnitude), 29));
      case FLOAT16 -> Math.max(0x1p-24, Math.scalb(Math.ulp(magnitude), 42));
      case BFLOAT16 -> Math.max(0x1p-133, Math.scalb(Math.ulp(magnitude), 45));
      default -> throw new IllegalArgumentException(type.label());
    };
  }

  static double greatestReal(ElementType type) {
    return switch (type) {
      case FLOAT64 -> Double.MAX_VALUE;
      case FLOAT32 -> Float.MAX_VALUE;
      case FLOAT16 -> 65504;
      case BFLOAT16 -> 0x1.FEp127;
      default -> throw new IllegalArgumentException(type.label());
    };
  }

  /** The values of all codes of 8 bits, for each type that has such; computed once. */
  private static final Map<ElementType, double[]> SMALL_FLOATS = smallFloats();

  private static Map<ElementType, double[]> smallFloats() {
    Map<ElementType, double[]> all = new EnumMap<>(ElementType.class);
    for (ElementType type : ElementType.values()) {
      if (type.name().startsWith("FLOAT8") || type == ElementType.FLOAT4_E2M1) {
        int codes = type == ElementType.FLOAT4_E2M1 ? 16 : 256;
        all.put(type, IntStream.range(0, codes).mapToDouble(c -> decoded(type, c)).toArray());
      }
    }
    return all;
  }

  /** The value of an 8- or 4-bit floating-point code. */
  static double smallFloat(ElementType type, int code) {
    return SMALL_FLOATS.get(type)[code];
  }

  /** By the formats' tables. */
  private static double decoded(ElementType type, int code) {
    if (type == ElementType.FLOAT8_E8M0) {
      return code == 255 ? Double.NaN : Math.pow(2, code - 127);
    }
    boolean four = type == ElementType.FLOAT4_E2M1;
    boolean e4m3 = type == ElementType.FLOAT8_E4M3FN || type == ElementType.FLOAT8_E4M3FNUZ;
    boolean unsignedZero =
        type == ElementType.FLOAT8_E4M3FNUZ || type == ElementType.FLOAT8_E5M2FNUZ;
    int fraction = four ? 1 : e4m3 ? 3 : 2;
    int bias = four ? 1 : (e4m3 ? 7 : 15) + (unsignedZero ? 1 : 0);
    int signBit = four ? 8 : 128;
    int magnitude = code & (signBit - 1);
    double sign = (code & signBit) != 0 ? -1 : 1;
    if (unsignedZero && code == 128) {
      return Double.NaN;
    }
    if (type == ElementType.FLOAT8_E4M3FN && magnitude == 127) {
      return Double.NaN;
    }
    if (type == ElementType.FLOAT8_E5M2 && magnitude >= 124) {
      return magnitude == 124 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    int exponent = magnitude >> fraction;
    double significand = (magnitude & ((1 << fraction) - 1)) / (double) (1 << fraction);
    return exponent == 0
        ? sign * Math.scalb(significand, 1 - bias)
        : sign * Math.scalb(1 + significand, exponent - bias);
  }

  private static int powerOfTwoAbove(double value, boolean saturate) {
    if (Double.isNaN(value) || value < 0) {
      return 255;
    }
    for (int code = 0; code < 255; code++) {
      if (value <= smallFloat(ElementType.FLOAT8_E8M0, code)) {
        return code;
      }
    }
    return saturate ? 254 : 255;
  }

  /** The code whose value is nearest, found by trying them all; of two the even one. */
  static int nearestSmallFloat(ElementType type, double value, boolean saturate) {
    if (type == ElementType.FLOAT8_E8M0) {
      return powerOfTwoAbove(value, saturate);
    }
    boolean unsignedZero =
        type == ElementType.FLOAT8_E4M3FNUZ || type == ElementType.FLOAT8_E5M2FNUZ;
    int signBit = type == ElementType.FLOAT4_E2M1 ? 8 : 128;
    int sign = Math.copySign(1, value) < 0 ? signBit : 0;
    if (Double.isNaN(value)) {
      return switch (type) {
        case FLOAT4_E2M1 -> 8;
        case FLOAT8_E4M3FN -> sign | 0x7F;
        case FLOAT8_E5M2 -> sign | 0x7E;
        default -> 0x80;
      };
    }
    double magnitude = Math.abs(value);
    double[] values = SMALL_FLOATS.get(type);
    int best = 0;
    for (int code = 1; code < signBit; code++) {
      double candidate = values[code];
      if (Double.isNaN(candidate) || Double.isInfinite(candidate)) {
        break;
      }
      double gain = Math.abs(magnitude - values[best]) - Math.abs(magnitude - candidate);
      if (gain > 0 || (gain == 0 && code % 2 == 0)) {
        best = code;
      }
    }
    int last = signBit - 1;
    while (!Double.isFinite(smallFloat(type, last))) {
      last--;
    }
    double step = smallFloat(type, last) - smallFloat(type, last - 1);
    double limit = smallFloat(type, last) + step / 2;
    boolean tieGoesUp = last % 2 == 1;
    boolean over = magnitude > limit || (magnitude == limit && tieGoesUp);
    if (magnitude >= limit) {
      best = last;
    }
    if (over && !saturate && type != ElementType.FLOAT4_E2M1) {
      return switch (type) {
        case FLOAT8_E4M3FN -> sign | 0x7F;
        case FLOAT8_E5M2 -> sign | 0x7C;
        default -> 0x80;
      };
    }
    return unsignedZero && best == 0 ? 0 : sign | best;
  }
}
