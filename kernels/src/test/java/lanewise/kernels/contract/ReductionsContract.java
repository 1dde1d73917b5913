package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every tier's reductions do. */
abstract class ReductionsContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 20_252);

  /** The kernels under test. */
  abstract Reductions kernels();

  @TestFactory
  Stream<DynamicTest> reducesFloats() {
    return Stream.of(ReduceOp.values())
        .flatMap(op ->
            Stream.of(
                    ElementType.FLOAT32,
                    ElementType.FLOAT64,
                    ElementType.FLOAT16,
                    ElementType.BFLOAT16)
                .map(type ->
                    DynamicTest.dynamicTest(op + " " + type.label(), () -> floatCases(op, type))));
  }

  private void floatCases(ReduceOp op, ElementType type) {
    Random random = new Random(SEED);
    for (int round = 0; round <= 202; round++) { // 2,000 with all operations
      boolean large = round > 200;
      int length = round <= 130 ? round : random.nextInt(large ? 3_000 : 50);
      int outer = 1 + round % 3;
      int inner =
          round % 4 == 0 ? 1 : round % 4 == 1 ? Math.min(130, round) : 1 + random.nextInt(40);
      boolean extreme = round % 7 == 6;
      Buffer in = input(type, outer * length * inner, length, extreme, random);
      Buffer out = Buffer.of(type, outer * inner, length * 5 % 64);
      Runs.run(kernels().reduce(op, type, in.segment, outer, length, inner, out.segment));
      String what = op + " " + type.label() + " " + outer + " × " + length + " × " + inner;
      out.assertGuardsIntact(what);
      for (int o = 0; o < outer; o++) {
        for (int c = 0; c < inner; c++) {
          double[] line = new double[length];
          for (int i = 0; i < length; i++) {
            line[i] = in.real((o * length + i) * inner + c);
          }
          assertNear(what, op, type, line, out.real(o * inner + c));
        }
      }
    }
  }

  private static Buffer input(
      ElementType type, int count, int byteOffset, boolean extreme, Random random) {
    if (extreme) {
      return Buffer.random(type, count, byteOffset % 64, random);
    }
    Buffer in = Buffer.of(type, count, byteOffset % 64);
    for (int i = 0; i < count; i++) {
      in.setReal(i, Normals.next(random) + 0.5);
    }
    return in;
  }

  /** Within a rounding for each step of the sum, and exactly for the order's ends. */
  private static void assertNear(
      String what, ReduceOp op, ElementType type, double[] line, double actual) {
    double sum = 0;
    double magnitudes = 0;
    double squares = 0;
    double product = 1;
    double max = Double.NEGATIVE_INFINITY;
    double min = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double x : line) {
      sum += x;
      magnitudes += Math.abs(x);
      squares += x * x;
      product *= x;
      max = Math.max(max, x);
      min = Math.min(min, x);
      largest = Math.max(largest, Math.max(Math.abs(x), x * x));
    }
    double powers = 0;
    for (double x : line) {
      powers += Math.exp(x - max);
    }
    double logSumExp = Double.isInfinite(max) ? max : max + Math.log(powers);
    double expected =
        switch (op) {
          case SUM -> sum;
          case MEAN -> sum / line.length;
          case MAX -> max;
          case MIN -> min;
          case PRODUCT -> product;
          case SUM_SQUARE -> squares;
          case L1 -> magnitudes;
          case L2 -> Math.sqrt(squares);
          case LOG_SUM -> Math.log(sum);
          case LOG_SUM_EXP -> logSumExp;
        };
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      boolean overflowed = largest > 1e30;
      assertTrue(
          overflowed || (Double.isNaN(expected) && Double.isNaN(actual)),
          () -> what + " should be " + expected + ", is " + actual);
      return;
    }
    double greatest = Values.greatestReal(type);
    if (Math.abs(expected) >= greatest || magnitudes > greatest || squares > greatest) {
      return;
    }
    double ulp = Values.ulp(type, expected);
    double allowed =
        switch (op) {
          case MAX, MIN -> 0;
          case SUM -> ulp + line.length * Values.ulp(type, magnitudes) / 2;
          case MEAN -> ulp + Values.ulp(type, magnitudes) / 2;
          case LOG_SUM -> 2 * ulp + line.length * Values.ulp(type, magnitudes) / Math.abs(sum);
          case PRODUCT -> (line.length + 1) * ulp;
          // The greatest element and the logarithm may cancel.
          case LOG_SUM_EXP -> (line.length / 4.0 + 2) * Math.max(ulp, Values.ulp(type, max));
          default -> (line.length / 4.0 + 2) * ulp;
        };
    assertTrue(
        Math.abs(expected - actual) <= allowed || expected == actual,
        () -> what + " should be " + expected + ", is " + actual + " (seed " + SEED + ")");
  }

  @TestFactory
  Stream<DynamicTest> reducesIntegersExactly() {
    return Stream.of(ElementType.values())
        .filter(type -> type.isInteger() && type.isPlain())
        .map(type ->
            DynamicTest.dynamicTest(
                type.label(),
                () -> {
                  for (ReduceOp op :
                      List.of(
                          ReduceOp.SUM,
                          ReduceOp.MEAN,
                          ReduceOp.MAX,
                          ReduceOp.MIN,
                          ReduceOp.PRODUCT,
                          ReduceOp.SUM_SQUARE,
                          ReduceOp.L1)) {
                    integerCases(op, type);
                  }
                }));
  }

  private void integerCases(ReduceOp op, ElementType type) {
    Random random = new Random(SEED);
    for (int length = 1; length <= 60; length++) {
      int inner = 1 + length % 5;
      Buffer in = Buffer.random(type, 2 * length * inner, length, random);
      if (op == ReduceOp.MEAN && type.blockBytes() == 8) {
        for (int i = 0; i < in.count; i++) {
          in.setInteger(i, random.nextInt(1000));
        }
      }
      Buffer out = Buffer.of(type, 2 * inner, length);
      Runs.run(kernels().reduce(op, type, in.segment, 2, length, inner, out.segment));
      out.assertGuardsIntact(op + " " + type);
      for (int i = 0; i < 2 * inner; i++) {
        BigInteger expected = op == ReduceOp.PRODUCT ? BigInteger.ONE : BigInteger.ZERO;
        for (int j = 0; j < length; j++) {
          int index = (i / inner * length + j) * inner + i % inner;
          BigInteger x = Values.exact(type, in.integer(index));
          expected =
              switch (op) {
                case MAX -> j == 0 ? x : expected.max(x);
                case MIN -> j == 0 ? x : expected.min(x);
                case PRODUCT -> expected.multiply(x);
                case SUM_SQUARE -> expected.add(x.multiply(x));
                case L1 -> expected.add(x.abs());
                default -> expected.add(x);
              };
        }
        if (op == ReduceOp.MEAN) {
          expected = expected.divide(BigInteger.valueOf(length));
        }
        assertEquals(Values.wrapped(type, expected), out.integer(i), op + " " + type.label());
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> argReduceFindsFirstOrLast() {
    return Stream.of(
            ElementType.FLOAT32,
            ElementType.FLOAT64,
            ElementType.FLOAT16,
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT32,
            ElementType.INT64,
            ElementType.UINT64)
        .map(type ->
            DynamicTest.dynamicTest(
                type.label(),
                () -> {
                  for (int choice = 0; choice < 4; choice++) {
                    argCases(type, (choice & 1) != 0, (choice & 2) != 0);
                  }
                }));
  }

  private void argCases(ElementType type, boolean greatest, boolean last) {
    Random random = new Random(SEED);
    for (int length = 1; length <= 130; length++) {
      int inner = 1 + length % 5;
      Buffer in = Buffer.random(type, 2 * length * inner, length % 64, random);
      Buffer out = Buffer.of(ElementType.INT64, 2 * inner, length * 8 % 64);
      Runs.run(
          kernels().argReduce(greatest, last, type, in.segment, 2, length, inner, out.segment));
      out.assertGuardsIntact("argReduce");
      for (int i = 0; i < 2 * inner; i++) {
        int best = 0;
        for (int j = 1; j < length; j++) {
          int base = i / inner * length * inner + i % inner;
          int order = compare(in, base + j * inner, base + best * inner, greatest);
          if (order > 0 || (order == 0 && last)) {
            best = j;
          }
        }
        assertEquals(
            best, out.integer(i), type.label() + " greatest " + greatest + " last " + last);
      }
    }
  }

  /** Above 0 where {@code left} goes before {@code right}; a NaN goes before all numbers. */
  private static int compare(Buffer in, int left, int right, boolean greatest) {
    if (in.type.isFloat()) {
      double x = in.real(left);
      double y = in.real(right);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      int order = x < y ? -1 : x > y ? 1 : 0;
      return greatest ? order : -order;
    }
    int order =
        Values.exact(in.type, in.integer(left)).compareTo(Values.exact(in.type, in.integer(right)));
    return greatest ? order : -order;
  }

  @Test
  void emptyRunsGiveTheNeutralElement() {
    Buffer in = Buffer.of(ElementType.FLOAT32, 0, 0);
    Buffer out = Buffer.of(ElementType.FLOAT32, 3, 0);
    double[] expected = {
      0,
      Double.NaN,
      Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      1,
      0,
      0,
      0,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (ReduceOp op : ReduceOp.values()) {
      Runs.run(kernels().reduce(op, ElementType.FLOAT32, in.segment, 3, 0, 1, out.segment));
      for (int i = 0; i < 3; i++) {
        assertEquals(expected[op.ordinal()], out.real(i), op.name());
      }
    }
  }

  @Test
  void sameBitsForAnyThreadCountAndAlone() {
    Random random = new Random(SEED);
    int outer = 70;
    int length = 777;
    Buffer in = input(ElementType.FLOAT32, outer * length, 0, false, random);
    Buffer out = Buffer.of(ElementType.FLOAT32, outer, 0);
    Buffer alone = Buffer.of(ElementType.FLOAT32, 1, 0);
    for (ReduceOp op : ReduceOp.values()) {
      Runs.assertSameBitsForAnyWorkers(
          kernels().reduce(op, ElementType.FLOAT32, in.segment, outer, length, 1, out.segment),
          out::bytes);
      Runs.run(
          kernels()
              .reduce(
                  op,
                  ElementType.FLOAT32,
                  in.segment.asSlice(69L * length * 4),
                  1,
                  length,
                  1,
                  alone.segment));
      assertEquals(out.code(69), alone.code(0), op.name());
    }
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothing() {
    Buffer in = input(ElementType.FLOAT32, 4000, 0, false, new Random(SEED));
    Buffer out = Buffer.of(ElementType.FLOAT32, 1000, 0);
    for (ReduceOp op : List.of(ReduceOp.SUM, ReduceOp.MAX, ReduceOp.L2)) {
      Runs.assertAllocatesNothing(
          op.name(),
          kernels().reduce(op, ElementType.FLOAT32, in.segment, 10, 400, 1, out.segment));
      Runs.assertAllocatesNothing(
          op.name(),
          kernels().reduce(op, ElementType.FLOAT32, in.segment, 1, 40, 100, out.segment));
    }
  }

  @Test
  void rejectsTypesWithoutAKernelAndEmptyArgReduce() {
    Buffer in = Buffer.of(ElementType.FLOAT32, 4, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().reduce(ReduceOp.SUM, ElementType.BOOL, in.segment, 1, 4, 1, in.segment));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels().argReduce(true, false, ElementType.FLOAT32, in.segment, 1, 0, 1, in.segment));
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().reduce(ReduceOp.SUM, ElementType.FLOAT32, in.segment, 1, 5, 1, in.segment));
  }
}
