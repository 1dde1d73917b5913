package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatrixView;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kernels on elements, rows and channels over many more sizes than their own contracts try, held
 * against the scalar tier, which those contracts hold against the truth: each size in each of three
 * dimensions, each byte offset, 2,000 seeded combinations, and 20 sizes of models.
 */
abstract class SizesContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 77_003);

  private static final int[][] LARGE = {
    {1, 1, 200_003}, {1, 384, 384}, {1, 128, 1536}, {128, 1, 768}, {32, 1, 3072}, {4, 128, 128},
    {2, 512, 64}, {64, 1, 2048}, {1, 30_522, 3}, {2, 49_152, 1}, {4, 3, 8192}, {1, 2, 65_536},
    {17, 1, 4097}, {1, 1000, 65}, {1, 32_769, 3}, {70_001, 1, 1}, {64, 64, 16}, {3, 3, 11_111},
    {1, 1, 128_256}, {11, 129, 65}
  };

  /** The kernels under test. */
  abstract KernelTier tier();

  private static final KernelTier SCALAR = Tiers.named("scalar");

  /** A kernel on {@code [outer, middle, inner]} f32 elements. */
  private record Case(int outer, int middle, int inner, int offset, Random random) {
    int count() {
      return outer * middle * inner;
    }

    Buffer normal(int count) {
      Buffer buffer = Buffer.of(ElementType.FLOAT32, count, offset);
      for (int i = 0; i < count; i++) {
        buffer.setReal(i, (float) (Normals.next(random) * 2));
      }
      return buffer;
    }

    /** Mostly normal values, some special: NaN, infinities, -0, subnormals. */
    Buffer special(int count) {
      Buffer buffer = normal(count);
      for (int i = random.nextInt(5); i < count; i += 1 + random.nextInt(40)) {
        buffer.setReal(i, (float) Values.real(ElementType.FLOAT32, random));
      }
      return buffer;
    }

    Buffer out(ElementType type, int count) {
      return Buffer.of(type, count, (offset * 5 + 3) % 64);
    }

    @Override
    public String toString() {
      return "[" + outer + ", " + middle + ", " + inner + "] at byte " + offset + ", seed " + SEED;
    }
  }

  /** Binds a kernel of a tier to inputs that the case made, and gives all that it wrote. */
  private interface Kernel {
    List<Buffer> run(KernelTier tier, Case given, List<Buffer> inputs);
  }

  /** A kernel under its name. */
  record Named(String name, Function<Case, List<Buffer>> inputs, double bound, Kernel kernel) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Buffer ran(Buffer out, Task task) {
    Runs.run(task);
    return out;
  }

  private static MatrixView matrix(Buffer buffer, int rows, int columns) {
    return MatrixView.dense(buffer.segment, rows, columns);
  }

  private static Named unary(UnaryOp op, double bound) {
    return new Named(
        "unary " + op,
        given -> List.of(given.special(given.count())),
        bound,
        (tier, given, in) -> {
          Buffer out = given.out(ElementType.FLOAT32, given.count());
          var from = in.getFirst().segment;
          return List.of(
              ran(
                  out,
                  tier.elementwise()
                      .unary(op, ElementType.FLOAT32, from, out.segment, given.count())));
        });
  }

  /** The middle axis of the right-hand side repeats. */
  private static Named binary(BinaryOp op) {
    return new Named(
        "binary " + op,
        given -> List.of(given.special(given.count()), given.special(given.outer * given.inner)),
        0,
        (tier, given, in) -> {
          Buffer out = given.out(ElementType.FLOAT32, given.count());
          Broadcast broadcast =
              Broadcast.of(
                  Shape.of(given.outer, given.middle, given.inner),
                  Shape.of(given.outer, 1, given.inner));
          return List.of(
              ran(
                  out,
                  tier.elementwise()
                      .binary(
                          op,
                          ElementType.FLOAT32,
                          broadcast,
                          in.get(0).segment,
                          in.get(1).segment,
                          out.segment)));
        });
  }

  private static Named reduce(ReduceOp op, double bound) {
    return new Named(
        "reduce " + op,
        given ->
            List.of(
                op == ReduceOp.MAX ? given.special(given.count()) : given.normal(given.count())),
        bound,
        (tier, given, in) -> {
          Buffer out = given.out(ElementType.FLOAT32, given.outer * given.inner);
          return List.of(
              ran(
                  out,
                  tier.reductions()
                      .reduce(
                          op,
                          ElementType.FLOAT32,
                          in.getFirst().segment,
                          given.outer,
                          given.middle,
                          given.inner,
                          out.segment)));
        });
  }

  private static Stream<Named> kernels() {
    List<Named> all = new ArrayList<>();
    all.add(unary(UnaryOp.GELU_ERF, 2e-6));
    all.add(unary(UnaryOp.EXP, 4e-7));
    all.add(unary(UnaryOp.SILU, 4e-7));
    all.add(unary(UnaryOp.SIN, 4e-7));
    all.add(unary(UnaryOp.LOG, 4e-7));
    all.add(binary(BinaryOp.ADD));
    all.add(binary(BinaryOp.DIV));
    all.add(binary(BinaryOp.MAX));
    all.add(reduce(ReduceOp.SUM, 2e-5));
    all.add(reduce(ReduceOp.MAX, 0));
    all.add(
        new Named(
            "softmax",
            given -> List.of(given.normal(given.count())),
            1e-5,
            (tier, given, in) -> {
              Buffer out = given.out(ElementType.FLOAT32, given.count());
              int rows = given.outer * given.middle;
              MatrixView from = matrix(in.getFirst(), rows, given.inner);
              return List.of(ran(out, tier.rows().softmax(from, matrix(out, rows, given.inner))));
            }));
    all.add(
        new Named(
            "rms norm",
            given -> List.of(given.normal(given.count()), given.normal(given.inner)),
            4e-6,
            (tier, given, in) -> {
              Buffer out = given.out(ElementType.FLOAT32, given.count());
              int rows = given.outer * given.middle;
              MatrixView from = matrix(in.getFirst(), rows, given.inner);
              MatrixView to = matrix(out, rows, given.inner);
              return List.of(ran(out, tier.rows().rmsNorm(from, in.get(1).segment, 1e-6f, to)));
            }));
    all.add(
        new Named(
            "transpose",
            given -> List.of(given.special(given.count())),
            0,
            (tier, given, in) -> {
              Buffer out = given.out(ElementType.FLOAT32, given.count());
              long middle = given.middle;
              long inner = given.inner;
              return List.of(
                  ran(
                      out,
                      tier.movement()
                          .copy(
                              4,
                              new long[] {given.outer, inner, middle},
                              in.getFirst().segment,
                              0,
                              new long[] {middle * inner, 1, inner},
                              out.segment,
                              0,
                              new long[] {middle * inner, middle, 1})));
            }));
    all.add(
        new Named(
            "gather",
            given -> {
              Buffer indices = given.out(ElementType.INT64, given.outer);
              for (int i = 0; i < given.outer; i++) {
                indices.setInteger(i, given.random.nextInt(2 * given.middle) - given.middle);
              }
              return List.of(given.special(given.middle * given.inner), indices);
            },
            0,
            (tier, given, in) -> {
              Buffer out = given.out(ElementType.FLOAT32, given.outer * given.inner);
              return List.of(
                  ran(
                      out,
                      tier.movement()
                          .gather(
                              in.get(0).segment,
                              1,
                              given.middle,
                              4L * given.inner,
                              ElementType.INT64,
                              in.get(1).segment,
                              given.outer,
                              out.segment)));
            }));
    all.add(
        new Named(
            "dynamic quantization",
            given -> List.of(given.special(given.count())),
            0,
            (tier, given, in) -> {
              int groups = given.outer;
              Buffer out = given.out(ElementType.UINT8, given.count());
              Buffer scales = given.out(ElementType.FLOAT32, groups);
              Buffer zeroPoints = given.out(ElementType.UINT8, groups);
              Runs.run(
                  tier.quantization()
                      .dynamicQuantize(
                          in.getFirst().segment,
                          groups,
                          (long) given.middle * given.inner,
                          out.segment,
                          scales.segment,
                          zeroPoints.segment));
              return List.of(out, scales, zeroPoints);
            }));
    all.add(
        new Named(
            "quantization per channel and back",
            given -> {
              Buffer scales = given.out(ElementType.FLOAT32, given.middle);
              for (int i = 0; i < scales.count; i++) {
                scales.setReal(i, (float) (0.01 + given.random.nextDouble()));
              }
              Buffer zeros = Buffer.random(ElementType.INT8, given.middle, 1, given.random);
              return List.of(given.special(given.count()), scales, zeros);
            },
            0,
            (tier, given, in) -> {
              Buffer bytes = given.out(ElementType.INT8, given.count());
              Buffer out = given.out(ElementType.FLOAT32, given.count());
              var scales = in.get(1).segment;
              var zeros = in.get(2).segment;
              int outer = given.outer;
              int middle = given.middle;
              ElementType i8 = ElementType.INT8;
              var from = in.getFirst().segment;
              var kernel = tier.quantization();
              var to = bytes.segment;
              int inner = given.inner;
              Runs.run(kernel.quantize(i8, from, outer, middle, inner, scales, zeros, to));
              var back = out.segment;
              Runs.run(kernel.dequantize(i8, to, outer, middle, inner, scales, zeros, back));
              return List.of(bytes, out);
            }));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void givesWhatTheScalarTierGivesForEverySizeAndOffset(Named kernel) {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      check(kernel, new Case(size, 2, 3, size % 64, random));
      check(kernel, new Case(2, size, 3, size % 64, random));
      check(kernel, new Case(2, 3, size, size % 64, random));
    }
    for (int offset = 0; offset < 64; offset++) {
      check(kernel, new Case(2, 3, 67, offset, random));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void givesWhatTheScalarTierGivesForRandomSizes(Named kernel) {
    for (int i = 0; i < 2_000; i++) {
      Random random = new Random(SEED + i);
      int outer = 1 + random.nextInt(6);
      int middle = 1 + random.nextInt(12);
      check(kernel, new Case(outer, middle, 1 + random.nextInt(60), i % 64, random));
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void givesWhatTheScalarTierGivesForLargeSizes(Named kernel) {
    Random random = new Random(SEED);
    for (int[] size : LARGE) {
      check(kernel, new Case(size[0], size[1], size[2], 0, random));
    }
  }

  private void check(Named kernel, Case given) {
    List<Buffer> inputs = kernel.inputs.apply(given);
    List<Buffer> expected = kernel.kernel.run(SCALAR, given, inputs);
    List<Buffer> actual = kernel.kernel.run(tier(), given, inputs);
    for (int i = 0; i < expected.size(); i++) {
      actual.get(i).assertGuardsIntact(kernel + " of " + given);
      compare(kernel, given, expected.get(i), actual.get(i));
    }
  }

  private static void compare(Named kernel, Case given, Buffer expected, Buffer actual) {
    if (expected.type != ElementType.FLOAT32) {
      assertArrayEquals(expected.bytes(), actual.bytes(), () -> kernel + " of " + given);
      return;
    }
    if (kernel.bound == 0) {
      assertArrayEquals(expected.floatBytes(), actual.floatBytes(), () -> kernel + " of " + given);
      return;
    }
    for (int i = 0; i < expected.count; i++) {
      double want = expected.real(i);
      double got = actual.real(i);
      double scale = kernel.name.equals("softmax") ? 1e-6 : 1;
      boolean near =
          want == got
              || (Double.isNaN(want) && Double.isNaN(got))
              || Math.abs(want - got) <= kernel.bound * Math.max(scale, Math.abs(want));
      // A sum may lose what its terms were rounded to.
      boolean sum = kernel.name.startsWith("reduce");
      boolean summed = sum && Math.abs(want - got) <= kernel.bound * Math.sqrt(given.middle) * 4;
      int index = i;
      assertTrue(
          near || summed,
          () -> kernel + " of " + given + ": element " + index + " is " + got + ", not " + want);
    }
  }
}
