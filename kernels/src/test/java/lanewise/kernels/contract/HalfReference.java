package lanewise.kernels.contract;

import java.math.BigDecimal;
import java.util.Random;
import lanewise.kernels.ElementType;

/** Products of 16-bit numbers, computed another way than any kernel does. */
final class HalfReference {
  /** From here on 24 bits round up to the least normal f32. */
  private static final BigDecimal TINY_LIMIT = new BigDecimal(Math.scalb(1 - 0x1p-25, -126));

  private static final BigDecimal LEAST_NORMAL = new BigDecimal(Math.scalb(1.0, -126));

  private HalfReference() {}

  /** One chain of fused multiply-adds. */
  static float chain(float[] lhs, int row, float[] rhs, int column, int k, int n) {
    float sum = 0f;
    for (int p = 0; p < k; p++) {
      sum = Math.fma(lhs[row * k + p], rhs[p * n + column], sum);
    }
    return sum;
  }

  /** The chain of pairs, the second of each first, without subnormal numbers. */
  static float pairs(float[] lhs, int row, float[] rhs, int column, int k, int n) {
    float sum = 0f;
    for (int p = 0; p < k; p += 2) {
      if (p + 1 < k) {
        sum = flushingFma(lhs[row * k + p + 1], rhs[(p + 1) * n + column], sum);
      } else {
        sum = flushingFma(0f, 0f, sum);
      }
      sum = flushingFma(lhs[row * k + p], rhs[p * n + column], sum);
    }
    return sum;
  }

  private static float flush(float x) {
    return Math.abs(x) < 0x1p-126f ? x * 0f : x;
  }

  private static float flushingFma(float x, float y, float z) {
    float a = flush(x);
    float b = flush(y);
    float rounded = Math.fma(a, b, z);
    if (!(Math.abs(rounded) <= 0x1p-125f) || rounded == 0) {
      return rounded;
    }
    BigDecimal exact = new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(z)).abs();
    boolean tiny = exact.compareTo(LEAST_NORMAL) < 0 && exact.compareTo(TINY_LIMIT) < 0;
    return tiny ? Math.copySign(0f, rounded) : rounded;
  }

  /** The nearest number of {@code type}, of two equally near ones the even. */
  static float rounded(ElementType type, float x) {
    if (Float.isNaN(x) || Float.isInfinite(x)) {
      return x;
    }
    boolean bf16 = type == ElementType.BFLOAT16;
    double magnitude = Math.abs((double) x);
    int exponent = Math.max(Math.getExponent(magnitude), bf16 ? -126 : -14);
    double step = Math.scalb(1.0, exponent - (bf16 ? 7 : 10));
    double nearest = Math.rint(magnitude / step) * step;
    double greatest = bf16 ? 0x1.fep127 : 65504;
    return Math.copySign(nearest > greatest ? Float.POSITIVE_INFINITY : (float) nearest, x);
  }

  /** Any bits. */
  static void fillAny(RealMatrix matrix, Random random) {
    for (int row = 0; row < matrix.rows; row++) {
      for (int column = 0; column < matrix.columns; column++) {
        long code = random.nextLong() & 0xFFFFFFFFL;
        if (random.nextInt(3) == 0) {
          // near the limits of f16, and halfway between two numbers
          int halfway = random.nextBoolean() ? 0x1000 : 0x8000;
          code = Float.floatToIntBits(random.nextFloat() * 70_000) & -0x2000 | halfway;
        }
        if (matrix.type != ElementType.FLOAT32) {
          code = code >> 16 & 0xFFFF;
        }
        matrix.buffer.setCode(matrix.index(row, column), code);
      }
    }
  }

  /** Special values of all sorts, or values whose products are near the least normal f32. */
  static void fillSpecial(RealMatrix matrix, int sort, Random random) {
    boolean f16 = matrix.type == ElementType.FLOAT16;
    for (int row = 0; row < matrix.rows; row++) {
      for (int column = 0; column < matrix.columns; column++) {
        int at = matrix.index(row, column);
        if (sort % 3 == 0) {
          double value = Values.real(matrix.type, random);
          matrix.buffer.setReal(at, value);
        } else if (sort % 3 == 1) {
          matrix.buffer.setCode(at, random.nextInt() & 0xFFFFFFFFL >> (f16 ? 16 : 0));
          if (matrix.type == ElementType.BFLOAT16) {
            matrix.buffer.setCode(at, random.nextInt(65_536));
          }
        } else {
          int exponent = f16 ? random.nextInt(20) - 24 : random.nextInt(14) - 70;
          int short8 = random.nextInt(4) == 0 ? 128 : 128 + random.nextInt(128);
          double value = Math.scalb(short8 / 128.0, exponent);
          double signed = random.nextInt(4) == 0 ? 0 : random.nextBoolean() ? value : -value;
          matrix.buffer.setReal(at, signed);
        }
      }
    }
  }
}
