package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Shape;
import lanewise.kernels.UnaryOp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every tier's elementwise kernels do. */
abstract class ElementwiseContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 20_251);
  private static final List<ElementType> FLOATS =
      List.of(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.FLOAT16, ElementType.BFLOAT16);
  private static final List<ElementType> INTEGERS =
      List.of(
          ElementType.INT8,
          ElementType.UINT8,
          ElementType.INT16,
          ElementType.UINT16,
          ElementType.INT32,
          ElementType.UINT32,
          ElementType.INT64,
          ElementType.UINT64);

  /** The kernels under test. */
  abstract Elementwise kernels();

  /** How many units in the last place an f32 result may be off, beside an absolute 2⁻¹²⁶. */
  double f32Ulps(UnaryOp op) {
    return 1;
  }

  /** The errors that {@link Elementwise#unary} states, for tiers that don't compute in f64. */
  static double statedUlps(UnaryOp op) {
    return switch (op) {
      case SIN, COS -> 1.5;
      case EXP -> 2;
      case ERF -> 2.5;
      case TANH, SIGMOID -> 3;
      case SILU -> 3.5;
      case GELU_ERF, GELU_TANH -> 5;
      default -> 1;
    };
  }

  @TestFactory
  Stream<DynamicTest> unaryOfFloatsIsNearTheTruth() {
    return Stream.of(UnaryOp.values())
        .filter(op -> op != UnaryOp.LOGICAL_NOT && op != UnaryOp.BITWISE_NOT)
        .flatMap(op -> FLOATS.stream().map(type -> unaryCase(op, type)));
  }

  private DynamicTest unaryCase(UnaryOp op, ElementType type) {
    return DynamicTest.dynamicTest(
        op + " " + type.label(),
        () -> {
          Random random = new Random(SEED);
          for (int count = 1; count <= 130; count++) {
            Buffer in = Buffer.random(type, count, count * 7 % 64, random);
            Buffer out = Buffer.of(type, count, count * 3 % 64);
            Runs.run(kernels().unary(op, type, in.segment, out.segment, count));
            out.assertGuardsIntact(op + " of " + count);
            for (int i = 0; i < count; i++) {
              double x = in.real(i);
              assertNear(op + "(" + x + ")", op, type, x, Expected.unary(op, x), out.real(i));
            }
          }
        });
  }

  private void assertNear(
      String what, UnaryOp op, ElementType type, double x, double expected, double actual) {
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      assertTrue(
          Double.isNaN(expected) && Double.isNaN(actual), () -> message(what, expected, actual));
      return;
    }
    double ulps = type == ElementType.FLOAT32 ? f32Ulps(op) : type == ElementType.FLOAT64 ? 16 : 1;
    double slack =
        type == ElementType.FLOAT64 ? 1e-13 * (1 + Math.min(Math.abs(x), 1e3)) : slack(op, x);
    double allowed = ulps * Values.ulp(type, expected) + slack;
    if (Math.abs(expected) > Values.greatestReal(type) - allowed) {
      double greatest = Values.greatestReal(type);
      assertTrue(
          Math.abs(actual) >= greatest - 2 * Values.ulp(type, greatest)
              && Math.signum(actual) == Math.signum(expected),
          () -> message(what, expected, actual));
      return;
    }
    assertTrue(
        Math.abs(expected - actual) <= allowed,
        () -> message(what, expected, actual) + ", allowed " + allowed);
  }

  /**
   * Gaussian units hold an absolute bound, since 1 + erf and 1 + tanh cancel for negative values.
   */
  private static double slack(UnaryOp op, double x) {
    return switch (op) {
      case SILU -> 0x1p-118;
      case GELU_ERF, GELU_TANH -> 0x1p-22 * Math.clamp(Math.abs(x), 1, 6);
      default -> 0x1p-126;
    };
  }

  private static String message(String what, Object expected, Object actual) {
    return what + " should be " + expected + ", is " + actual + " (seed " + SEED + ")";
  }

  @TestFactory
  Stream<DynamicTest> unaryOfIntegersIsExact() {
    return INTEGERS.stream()
        .map(type ->
            DynamicTest.dynamicTest(
                type.label(),
                () -> {
                  unaryIntegers(UnaryOp.ABS, type);
                  unaryIntegers(UnaryOp.SIGN, type);
                  unaryIntegers(UnaryOp.RELU, type);
                  unaryIntegers(UnaryOp.BITWISE_NOT, type);
                  if (Values.isSigned(type)) {
                    unaryIntegers(UnaryOp.NEG, type);
                  }
                }));
  }

  private void unaryIntegers(UnaryOp op, ElementType type) {
    Random random = new Random(SEED);
    for (int count = 1; count <= 130; count++) {
      Buffer in = Buffer.random(type, count, count % 64, random);
      Buffer out = Buffer.of(type, count, count * 5 % 64);
      Runs.run(kernels().unary(op, type, in.segment, out.segment, count));
      out.assertGuardsIntact(op + " of " + count);
      for (int i = 0; i < count; i++) {
        BigInteger x = Values.exact(type, in.integer(i));
        BigInteger expected =
            switch (op) {
              case ABS -> x.abs();
              case SIGN -> BigInteger.valueOf(x.signum());
              case RELU -> x.max(BigInteger.ZERO);
              case NEG -> x.negate();
              default -> x.not();
            };
        assertEquals(Values.wrapped(type, expected), out.integer(i), op + "(" + x + ")");
      }
    }
  }

  @Test
  void logicalNotTurnsBooleansOver() {
    Buffer in = Buffer.random(ElementType.BOOL, 99, 3, new Random(SEED));
    Buffer out = Buffer.of(ElementType.BOOL, 99, 5);
    Runs.run(kernels().unary(UnaryOp.LOGICAL_NOT, ElementType.BOOL, in.segment, out.segment, 99));
    for (int i = 0; i < 99; i++) {
      assertEquals(1 - in.code(i), out.code(i));
    }
  }

  @TestFactory
  Stream<DynamicTest> binaryWithBroadcastIsRight() {
    return Stream.of(BinaryOp.values())
        .map(op ->
            DynamicTest.dynamicTest(
                op.name(),
                () -> {
                  for (ElementType type : ElementType.values()) {
                    if (takes(op, type)) {
                      binaryCases(op, type);
                    }
                  }
                }));
  }

  private static boolean takes(BinaryOp op, ElementType type) {
    return switch (op) {
      case LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR -> type == ElementType.BOOL;
      case EQUAL -> type == ElementType.BOOL || INTEGERS.contains(type) || FLOATS.contains(type);
      case BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT -> INTEGERS.contains(type);
      default -> INTEGERS.contains(type) || FLOATS.contains(type);
    };
  }

  private void binaryCases(BinaryOp op, ElementType type) {
    Random random = new Random(SEED + type.ordinal());
    for (int round = 0; round < 260; round++) {
      Shape[] shapes = round < 130 ? sameShapes(round + 1, random) : Shapes.random(2, random);
      checkBinary(op, type, shapes, round, random);
    }
  }

  private void checkBinary(
      BinaryOp op, ElementType type, Shape[] shapes, int round, Random random) {
    Broadcast broadcast = Broadcast.of(shapes);
    int count = (int) broadcast.shape().elementCount();
    int rank = broadcast.shape().rank();
    Buffer lhs = Buffer.random(type, (int) shapes[0].elementCount(), round % 64, random);
    Buffer rhs = Buffer.random(type, (int) shapes[1].elementCount(), round * 3 % 64, random);
    ElementType resultType = op.isPredicate() ? ElementType.BOOL : type;
    Buffer out = Buffer.of(resultType, count, round * 5 % 64);
    Runs.run(kernels().binary(op, type, broadcast, lhs.segment, rhs.segment, out.segment));
    String what = op + " " + type.label() + " " + List.of(shapes);
    out.assertGuardsIntact(what);
    for (int i = 0; i < count; i++) {
      int left = Shapes.index(i, broadcast.shape(), shapes[0], rank);
      int right = Shapes.index(i, broadcast.shape(), shapes[1], rank);
      if (type.isFloat()) {
        checkReal(what, op, type, lhs.real(left), rhs.real(right), out, i);
      } else {
        checkInteger(what, op, type, lhs.integer(left), rhs.integer(right), out, i);
      }
    }
  }

  /** One axis, the operands whole or repeated. */
  private static Shape[] sameShapes(int size, Random random) {
    Shape whole = Shape.of(size);
    return switch (random.nextInt(3)) {
      case 0 -> new Shape[] {whole, Shape.of(1)};
      case 1 -> new Shape[] {Shape.SCALAR, whole};
      default -> new Shape[] {whole, whole};
    };
  }

  private void checkReal(
      String what, BinaryOp op, ElementType type, double x, double y, Buffer out, int i) {
    String call = what + ": " + x + ", " + y;
    if (op.isPredicate()) {
      boolean ordered = !Double.isNaN(x) && !Double.isNaN(y);
      boolean expected = Expected.predicate(op, x < y ? -1 : x > y ? 1 : 0, ordered);
      assertEquals(expected ? 1 : 0, out.code(i), call);
      return;
    }
    double expected = Expected.binary(op, x, y);
    double actual = out.real(i);
    if (op == BinaryOp.POW || type == ElementType.BFLOAT16) {
      assertNear(call, UnaryOp.ABS, type, 0, expected, actual);
    } else {
      Buffer rounded = Buffer.of(type, 1, 0);
      rounded.setReal(0, expected);
      assertEquals(rounded.real(0) + 0.0, actual + 0.0, call);
    }
  }

  private void checkInteger(
      String what, BinaryOp op, ElementType type, long x, long y, Buffer out, int i) {
    BigInteger left = Values.exact(type, x);
    BigInteger right = Values.exact(type, y);
    long expected =
        switch (op) {
          case LOGICAL_AND -> x & y;
          case LOGICAL_OR -> x | y;
          case LOGICAL_XOR -> x ^ y;
          default ->
              op.isPredicate()
                  ? (Expected.predicate(op, left.compareTo(right), true) ? 1 : 0)
                  : Values.wrapped(type, Expected.binary(op, left, right, Values.bits(type)));
        };
    assertEquals(expected, out.integer(i), () -> what + ": " + left + ", " + right);
  }

  @TestFactory
  Stream<DynamicTest> selectTakesWhatTheConditionSays() {
    return Stream.of(ElementType.values())
        .filter(type -> type.isPlain() && type != ElementType.COMPLEX128)
        .map(type -> DynamicTest.dynamicTest(type.label(), () -> selectCases(type)));
  }

  private void selectCases(ElementType type) {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      Shape[] shapes = Shapes.random(3, random);
      if (round < 130) {
        shapes = new Shape[] {Shape.of(round + 1), Shape.of(round + 1), Shape.of(round + 1)};
      }
      Broadcast broadcast = Broadcast.of(shapes);
      int count = (int) broadcast.shape().elementCount();
      int rank = broadcast.shape().rank();
      Buffer condition =
          Buffer.random(ElementType.BOOL, (int) shapes[0].elementCount(), round % 64, random);
      Buffer yes = Buffer.of(type, (int) shapes[1].elementCount(), round * 3 % 64);
      Buffer no = Buffer.of(type, (int) shapes[2].elementCount(), round * 5 % 64);
      for (int i = 0; i < yes.count; i++) {
        yes.setCode(i, random.nextLong());
      }
      for (int i = 0; i < no.count; i++) {
        no.setCode(i, random.nextLong());
      }
      Buffer out = Buffer.of(type, count, round * 7 % 64);
      Runs.run(
          kernels()
              .select(type, broadcast, condition.segment, yes.segment, no.segment, out.segment));
      out.assertGuardsIntact("select");
      for (int i = 0; i < count; i++) {
        boolean chosen = condition.code(Shapes.index(i, broadcast.shape(), shapes[0], rank)) != 0;
        long expected =
            chosen
                ? yes.code(Shapes.index(i, broadcast.shape(), shapes[1], rank))
                : no.code(Shapes.index(i, broadcast.shape(), shapes[2], rank));
        assertEquals(expected, out.code(i), List.of(shapes) + " at " + i);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> castConvertsAnyTypeToAnyOther() {
    return Stream.of(ElementType.values())
        .filter(ElementwiseContract::isReal)
        .map(from ->
            DynamicTest.dynamicTest(
                from.label(),
                () -> {
                  for (ElementType to : ElementType.values()) {
                    if (isReal(to)) {
                      castCases(from, to);
                    }
                  }
                }));
  }

  private static boolean isReal(ElementType type) {
    return type != ElementType.COMPLEX64 && type != ElementType.COMPLEX128 && !type.isScaledBlock();
  }

  private void castCases(ElementType from, ElementType to) {
    Random random = new Random(SEED);
    for (int count = 1; count <= 130; count++) {
      boolean saturate = count % 2 == 0;
      Buffer in = Buffer.random(from, count, count * 11 % 64, random);
      Buffer out = Buffer.of(to, count, count * 13 % 64);
      Runs.run(kernels().cast(from, to, saturate, in.segment, out.segment, count));
      String what = from.label() + " to " + to.label();
      out.assertGuardsIntact(what);
      for (int i = 0; i < count; i++) {
        if (from == to) {
          assertEquals(in.code(i), out.code(i), what);
        } else if (from.isFloat()) {
          checkCast(what, in.real(i), saturate, out, i);
        } else {
          checkCast(what, from, in.integer(i), saturate, out, i);
        }
      }
    }
  }

  private static void checkCast(String what, double x, boolean saturate, Buffer out, int i) {
    ElementType to = out.type;
    String call = what + " of " + x + (saturate ? "" : ", not saturating");
    if (to.isFloat()) {
      assertRounded(call, x, saturate, out, i);
    } else if (to == ElementType.BOOL) {
      assertEquals(x != 0 ? 1 : 0, out.code(i), call);
    } else {
      ElementType via =
          switch (to) {
            case INT4, INT2 -> ElementType.INT8;
            case UINT4, UINT2 -> ElementType.UINT8;
            default -> to;
          };
      boolean narrow = to == ElementType.UINT4 || to == ElementType.UINT2;
      BigInteger least = Values.least(narrow ? ElementType.INT8 : via);
      BigInteger expected;
      if (Double.isNaN(x)) {
        expected = BigInteger.ZERO;
      } else if (Double.isInfinite(x)) {
        expected = x > 0 ? Values.greatest(via) : least;
      } else {
        expected = new BigDecimal(x).toBigInteger().max(least).min(Values.greatest(via));
      }
      assertEquals(Values.wrapped(to, expected), out.integer(i), call);
    }
  }

  private static void checkCast(
      String what, ElementType from, long value, boolean saturate, Buffer out, int i) {
    BigInteger exact = Values.exact(from, value);
    String call = what + " of " + exact;
    if (out.type == ElementType.FLOAT64) {
      assertEquals(exact.doubleValue(), out.real(i), call);
    } else if (out.type.isFloat()) {
      assertRounded(call, exact.floatValue(), saturate, out, i);
    } else if (out.type == ElementType.BOOL) {
      assertEquals(exact.signum() != 0 ? 1 : 0, out.code(i), call);
    } else {
      assertEquals(Values.wrapped(out.type, exact), out.integer(i), call);
    }
  }

  private static void assertRounded(String call, double x, boolean saturate, Buffer out, int i) {
    double actual = out.real(i);
    switch (out.type) {
      case FLOAT64 -> assertEquals(x, actual, call);
      case FLOAT32 -> assertEquals((float) x, (float) actual, call);
      case FLOAT16, BFLOAT16 -> {
        if (Double.isNaN(x)) {
          assertTrue(Double.isNaN(actual), call);
          return;
        }
        double greatest = Values.greatestReal(out.type);
        if (Double.isInfinite(actual)) {
          double limit = greatest + Values.ulp(out.type, greatest) / 2;
          assertTrue(Math.abs(x) >= limit && Math.signum(x) == Math.signum(actual), call);
          return;
        }
        double error = Math.abs(x - actual);
        double half = Values.ulp(out.type, actual) / 2;
        boolean even = (out.code(i) & 1) == 0;
        assertTrue(error < half || (error == half && even), () -> call + " gives " + actual);
      }
      default -> assertEquals(Values.nearestSmallFloat(out.type, x, saturate), out.code(i), call);
    }
  }

  @Test
  void sameBitsForAnyThreadCount() {
    Random random = new Random(SEED);
    int count = 100_001;
    Buffer in = Buffer.random(ElementType.FLOAT32, count, 4, random);
    Buffer other = Buffer.random(ElementType.FLOAT32, 7, 8, random);
    Buffer out = Buffer.of(ElementType.FLOAT32, count * 7, 12);
    Broadcast broadcast = Broadcast.of(Shape.of(count, 1), Shape.of(7));
    for (UnaryOp op : UnaryOp.values()) {
      if (op != UnaryOp.LOGICAL_NOT && op != UnaryOp.BITWISE_NOT) {
        Runs.assertSameBitsForAnyWorkers(
            kernels().unary(op, ElementType.FLOAT32, in.segment, out.segment, count),
            () -> floatBytes(out, count));
      }
    }
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .binary(
                BinaryOp.MUL,
                ElementType.FLOAT32,
                broadcast,
                in.segment,
                other.segment,
                out.segment),
        out::floatBytes);
    Broadcast whole = Broadcast.of(Shape.of(count), Shape.of(count));
    for (BinaryOp op : BinaryOp.values()) {
      if (takes(op, ElementType.FLOAT32)) {
        Buffer to = Buffer.of(op.isPredicate() ? ElementType.BOOL : ElementType.FLOAT32, count, 4);
        Runs.assertSameBitsForAnyWorkers(
            kernels().binary(op, ElementType.FLOAT32, whole, in.segment, in.segment, to.segment),
            op.isPredicate() ? to::bytes : to::floatBytes);
      }
    }
    Buffer condition = Buffer.random(ElementType.BOOL, count, 3, random);
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .select(
                ElementType.FLOAT32,
                Broadcast.of(Shape.of(count), Shape.of(count), Shape.of(1)),
                condition.segment,
                in.segment,
                other.segment,
                out.segment),
        () -> floatBytes(out, count));
    Buffer nibbles = Buffer.of(ElementType.INT4, count, 0);
    Runs.assertSameBitsForAnyWorkers(
        kernels().cast(ElementType.FLOAT32, ElementType.INT4, in.segment, nibbles.segment, count),
        nibbles::bytes);
  }

  private static byte[] floatBytes(Buffer buffer, int count) {
    return Arrays.copyOf(buffer.floatBytes(), count * Float.BYTES);
  }

  /** Each type of f32's kernels once more where a task has many parts. */
  @TestFactory
  Stream<DynamicTest> largeShapesAreRight() {
    return Stream.concat(FLOATS.stream(), INTEGERS.stream())
        .map(type ->
            DynamicTest.dynamicTest(
                type.label(),
                () -> {
                  Random random = new Random(SEED + 1);
                  for (int i = 0; i < 20; i++) {
                    int rows = 1 + random.nextInt(i % 2 == 0 ? 5 : 300);
                    int columns = 1 + random.nextInt(i % 2 == 0 ? 9_000 : 90);
                    BinaryOp op = BinaryOp.values()[i % 3];
                    Shape whole = Shape.of(rows, columns);
                    Shape row = i % 4 < 2 ? Shape.of(columns) : Shape.of(rows, 1);
                    checkBinary(op, type, new Shape[] {whole, row}, i, random);
                  }
                }));
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothing() {
    Random random = new Random(SEED);
    int count = 1000;
    Buffer in = Buffer.random(ElementType.FLOAT32, count, 4, random);
    Buffer scalar = Buffer.floats(0, 2);
    Buffer out = Buffer.of(ElementType.FLOAT32, count, 12);
    Buffer halves = Buffer.of(ElementType.FLOAT16, count, 12);
    for (UnaryOp op : List.of(UnaryOp.EXP, UnaryOp.ERF, UnaryOp.NEG, UnaryOp.SIN)) {
      Runs.assertAllocatesNothing(
          op.name(), kernels().unary(op, ElementType.FLOAT32, in.segment, out.segment, count));
    }
    Broadcast broadcast = Broadcast.of(Shape.of(count), Shape.of(1));
    for (BinaryOp op : List.of(BinaryOp.ADD, BinaryOp.DIV, BinaryOp.POW)) {
      Runs.assertAllocatesNothing(
          op.name(),
          kernels()
              .binary(op, ElementType.FLOAT32, broadcast, in.segment, scalar.segment, out.segment));
    }
    Runs.assertAllocatesNothing(
        "cast",
        kernels()
            .cast(ElementType.FLOAT32, ElementType.FLOAT16, in.segment, halves.segment, count));
  }

  @Test
  void outputMayBeTheInput() {
    Random random = new Random(SEED);
    Buffer in = Buffer.random(ElementType.FLOAT32, 77, 4, random);
    Buffer out = Buffer.of(ElementType.FLOAT32, 77, 0);
    Broadcast broadcast = Broadcast.of(Shape.of(7, 11), Shape.of(11));
    Buffer rhs = Buffer.random(ElementType.FLOAT32, 11, 4, random);
    ElementType type = ElementType.FLOAT32;
    Runs.run(kernels().binary(BinaryOp.SUB, type, broadcast, in.segment, rhs.segment, out.segment));
    Runs.run(kernels().binary(BinaryOp.SUB, type, broadcast, in.segment, rhs.segment, in.segment));
    for (int i = 0; i < 77; i++) {
      assertEquals(out.real(i), in.real(i));
    }
  }

  @Test
  void rejectsTypesWithoutAKernelAndShortSegments() {
    Buffer bools = Buffer.of(ElementType.BOOL, 4, 0);
    Buffer floats = Buffer.of(ElementType.FLOAT32, 4, 0);
    Broadcast broadcast = Broadcast.of(Shape.of(4), Shape.of(4));
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().unary(UnaryOp.EXP, ElementType.BOOL, bools.segment, bools.segment, 4));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .binary(
                    BinaryOp.ADD,
                    ElementType.BOOL,
                    broadcast,
                    bools.segment,
                    bools.segment,
                    bools.segment));
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().unary(UnaryOp.EXP, ElementType.FLOAT32, floats.segment, floats.segment, 5));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .cast(
                    ElementType.COMPLEX64, ElementType.FLOAT32, floats.segment, floats.segment, 1));
  }
}
