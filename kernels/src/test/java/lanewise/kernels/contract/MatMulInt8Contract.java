package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every tier's 8-bit integer products do: the sums to the bit. */
abstract class MatMulInt8Contract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 20_255);
  private static final ElementType[] TYPES = {ElementType.INT8, ElementType.UINT8};

  /** The kernels under test. */
  abstract MatMulInt8 kernels();

  /** One product's operands. */
  private final class Case {
    final int m;
    final int k;
    final int n;
    final Buffer lhs;
    final int lhsStride;
    final Buffer rhs;
    final Buffer lhsZeros;
    final Buffer rhsZeros;
    final boolean perRow;
    final boolean perColumn;
    final MatMulInt8.Lhs left;
    final PackedMatrix packed;
    final int kind;
    private int[] sums;

    Case(ElementType lhsType, ElementType rhsType, int m, int k, int n, int kind, Random random) {
      this.m = m;
      this.k = k;
      this.n = n;
      this.kind = kind;
      this.lhsStride = k + kind % 3;
      this.lhs = extreme(lhsType, m * lhsStride, kind % 64, kind, random);
      this.rhs = extreme(rhsType, k * n, kind * 3 % 64, kind, random);
      this.perRow = kind % 2 == 1;
      this.perColumn = kind % 4 >= 2;
      this.lhsZeros = kind % 5 == 0 ? null : extreme(lhsType, perRow ? m : 1, 1, kind, random);
      this.rhsZeros = kind % 3 == 0 ? null : extreme(rhsType, perColumn ? n : 1, 2, kind, random);
      MatrixView view = new MatrixView(lhs.segment, 0, m, k, lhsStride, 1);
      this.left = new MatMulInt8.Lhs(lhsType, view, segment(lhsZeros), perRow);
      boolean transposed = kind % 2 == 0;
      MatrixView source =
          transposed
              ? MatrixView.dense(rhs.segment, n, k).transposed()
              : MatrixView.dense(rhs.segment, k, n);
      int bytes = Math.toIntExact(kernels().packedBytes(k, n));
      Buffer memory = Buffer.of(ElementType.UINT8, bytes, 0);
      this.packed = kernels().packed(rhsType, k, n, memory.segment);
      Runs.run(kernels().pack(source, packed));
      memory.assertGuardsIntact("pack " + k + " × " + n);
      if (transposed) {
        Buffer straight = Buffer.of(rhsType, k * n, 0);
        for (int i = 0; i < k * n; i++) {
          straight.setCode(i, rhs.code(i % n * k + i / n));
        }
        rhs.segment.copyFrom(straight.segment);
      }
    }

    /** The exact sum, wrapped to 32 bits. */
    int sum(int row, int column) {
      if (sums == null) {
        sums = sums();
      }
      return sums[row * n + column];
    }

    private int[] sums() {
      int[] right = new int[k * n];
      for (int i = 0; i < right.length; i++) {
        long zero = rhsZeros == null ? 0 : rhsZeros.integer(perColumn ? i % n : 0);
        right[i] = (int) (rhs.integer(i) - zero);
      }
      int[] all = new int[m * n];
      for (int row = 0; row < m; row++) {
        long zero = lhsZeros == null ? 0 : lhsZeros.integer(perRow ? row : 0);
        for (int p = 0; p < k; p++) {
          int left = (int) (lhs.integer(row * lhsStride + p) - zero);
          addProducts(left, right, p * n, all, row * n, n);
        }
      }
      return all;
    }
  }

  private static void addProducts(int x, int[] rhs, int from, int[] sums, int at, int count) {
    for (int i = 0; i < count; i++) {
      sums[at + i] += x * rhs[from + i];
    }
  }

  private static MemorySegment segment(Buffer buffer) {
    return buffer == null ? null : buffer.segment;
  }

  /** Values of the whole range; every fourth kind has nothing but the range's ends. */
  private static Buffer extreme(
      ElementType type, int count, int byteOffset, int kind, Random random) {
    Buffer buffer = Buffer.of(type, count, byteOffset);
    long end = type == ElementType.INT8 ? -128 : 255;
    for (int i = 0; i < count; i++) {
      buffer.setCode(
          i, kind % 4 == 3 ? (random.nextInt(8) == 0 ? end + 1 : end) : random.nextInt());
    }
    return buffer;
  }

  @TestFactory
  Stream<DynamicTest> sumsAreExact() {
    return Stream.of(TYPES)
        .flatMap(lhs ->
            Stream.of(TYPES)
                .map(rhs ->
                    DynamicTest.dynamicTest(
                        lhs.label() + " · " + rhs.label(), () -> exactCases(lhs, rhs))));
  }

  private void exactCases(ElementType lhs, ElementType rhs) {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      checkExact(new Case(lhs, rhs, size, 1 + random.nextInt(40), 3, size, random));
      checkExact(new Case(lhs, rhs, 3, size, 1 + random.nextInt(40), size, random));
      checkExact(new Case(lhs, rhs, 1 + random.nextInt(9), 5, size, size, random));
    }
    for (int round = 0; round < 2_000; round++) {
      int limit = round % 10 == 0 ? 150 : 40;
      int m = 1 + random.nextInt(12);
      int k = random.nextInt(limit);
      checkExact(new Case(lhs, rhs, m, k, 1 + random.nextInt(limit), round, random));
    }
    for (int offset = 0; offset < 64; offset++) {
      checkExact(new Case(lhs, rhs, 8, 39, 67, offset, random));
    }
    for (int round = 0; round < 20; round++) {
      int large = 1_000 + random.nextInt(4_000);
      int small = 1 + random.nextInt(12);
      int other = 1 + random.nextInt(100);
      checkExact(
          switch (round % 3) {
            case 0 -> new Case(lhs, rhs, large, small, other, round, random);
            case 1 -> new Case(lhs, rhs, small, large, other, round, random);
            default -> new Case(lhs, rhs, small, other, large, round, random);
          });
    }
    checkExact(new Case(lhs, rhs, 7, 32_000, 3, 3, random));
    checkExact(new Case(lhs, rhs, 2, 4099, 67, 7, random));
  }

  private void checkExact(Case c) {
    int stride = c.n + 2;
    Buffer out = Buffer.of(ElementType.INT32, c.m * stride, c.kind * 5 % 64);
    byte[] before = out.bytes();
    MatrixView view = new MatrixView(out.segment, 0, c.m, c.n, stride, 1);
    Runs.run(kernels().multiply(c.left, c.packed, segment(c.rhsZeros), c.perColumn, view));
    String what = c.left.type() + " · " + c.packed.type() + " " + c.m + " × " + c.k + " × " + c.n;
    out.assertGuardsIntact(what);
    byte[] after = out.bytes();
    for (int row = 0; row < c.m; row++) {
      for (int column = 0; column < c.n; column++) {
        int at = row * stride + column;
        assertEquals(c.sum(row, column), out.integer(at), what + " at " + row + ", " + column);
      }
      for (int b = (row * stride + c.n) * 4; b < (row + 1) * stride * 4; b++) {
        assertEquals(before[b], after[b], what + " wrote between rows");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> rescaledProductsHaveTheirEpilogue() {
    return Stream.of(Activation.values())
        .map(activation -> DynamicTest.dynamicTest(activation.name(), () -> rescaled(activation)));
  }

  private void rescaled(Activation activation) {
    Random random = new Random(SEED);
    for (int round = 0; round < 290; round++) { // 2,030 with all activations
      int n = 1 + (round < 130 ? round : random.nextInt(150));
      Case c =
          new Case(
              TYPES[round % 2],
              TYPES[round / 2 % 2],
              1 + random.nextInt(9),
              1 + random.nextInt(60),
              n,
              round,
              random);
      Buffer lhsScales = scales(c.perRow ? c.m : 1, c.k, random);
      Buffer rhsScales = scales(c.perColumn ? c.n : 1, c.k, random);
      Buffer bias = round % 3 == 0 ? null : gaussians(n, random);
      Buffer out = gaussians(c.m * n, random);
      boolean inPlace = round % 4 == 1;
      Buffer residual = round % 4 == 0 ? null : inPlace ? out : gaussians(c.m * n, random);
      double[] added = new double[c.m * n];
      for (int i = 0; i < added.length; i++) {
        added[i] = residual == null ? 0 : residual.real(i);
      }
      MatrixView residualView =
          residual == null ? null : MatrixView.dense(residual.segment, c.m, n);
      Runs.run(
          kernels()
              .multiplyRescaled(
                  c.left,
                  lhsScales.segment,
                  c.packed,
                  segment(c.rhsZeros),
                  rhsScales.segment,
                  c.perColumn,
                  MatrixView.dense(out.segment, c.m, n),
                  new Epilogue(segment(bias), activation, residualView)));
      out.assertGuardsIntact("rescaled");
      for (int i = 0; i < added.length; i++) {
        int row = i / n;
        int column = i % n;
        float scale =
            (float) lhsScales.real(c.perRow ? row : 0)
                * (float) rhsScales.real(c.perColumn ? column : 0);
        float product = c.sum(row, column) * scale;
        float x = product + (bias == null ? 0 : (float) bias.real(column));
        double expected = activated(activation, x) + added[i];
        double allowed = 1e-6 * (1 + Math.abs(x) + Math.abs(expected));
        double actual = out.real(i);
        assertTrue(
            Math.abs(expected - actual) <= allowed,
            () -> activation + " of " + x + " should be " + expected + ", is " + actual);
        if (activation == Activation.NONE) {
          assertEquals(x + (float) added[i], (float) actual);
        }
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> requantizedProductsAreExact() {
    return Stream.of(TYPES).flatMap(lhs -> Stream.of(TYPES).map(rhs -> requantizedTest(lhs, rhs)));
  }

  private DynamicTest requantizedTest(ElementType lhs, ElementType rhs) {
    return DynamicTest.dynamicTest(
        lhs.label() + " · " + rhs.label(),
        () -> {
          Random random = new Random(SEED + 1);
          for (int round = 0; round < 500; round++) { // 2,000 with all pairs of types
            int n = 1 + (round < 130 ? round : random.nextInt(150));
            int m = 1 + random.nextInt(9);
            int k = round % 50 == 0 ? 0 : 1 + random.nextInt(90);
            requantized(new Case(lhs, rhs, m, k, n, round, random), round, random);
          }
        });
  }

  private void requantized(Case c, int round, Random random) {
    ElementType type = TYPES[round / 3 % 2];
    int lowest = type == ElementType.INT8 ? -128 : 0;
    Buffer lhsScales = scales(c.perRow ? c.m : 1, c.k + 1, random);
    Buffer rhsScales = scales(c.perColumn ? c.n : 1, c.k + 1, random);
    if (round % 7 == 0) {
      double[] special = {Double.NaN, Double.POSITIVE_INFINITY, 0, 1e30, -1e30, 1e-42};
      rhsScales.setReal(random.nextInt(c.perColumn ? c.n : 1), special[round / 7 % 6]);
    }
    Buffer outScale = Buffer.floats(4, 0.05f + 0.2f * random.nextFloat());
    Buffer outZero = round % 4 == 0 ? null : extreme(type, 1, 3, round, random);
    Buffer bias = null;
    if (round % 3 != 0) {
      bias = Buffer.of(ElementType.INT32, c.n, 4);
      for (int i = 0; i < c.n; i++) {
        boolean any = random.nextInt(10) == 0;
        bias.setCode(i, any ? random.nextInt() : random.nextInt(2001) - 1000);
      }
    }
    int zero = outZero == null ? 0 : (int) outZero.integer(0);
    int least = round % 5 == 0 ? Math.max(lowest, zero) : lowest;
    int greatest = round % 11 == 0 ? Math.min(lowest + 255, least + 90) : lowest + 255;
    int stride = c.n + round % 4;
    Buffer out = Buffer.of(type, c.m * stride, round % 64);
    byte[] before = out.bytes();
    MatMulInt8.Requantized to =
        new MatMulInt8.Requantized(
            type,
            new MatrixView(out.segment, 0, c.m, c.n, stride, 1),
            outScale.segment,
            segment(outZero),
            least,
            greatest);
    Runs.run(
        kernels()
            .multiplyRequantized(
                c.left,
                lhsScales.segment,
                c.packed,
                segment(c.rhsZeros),
                rhsScales.segment,
                c.perColumn,
                segment(bias),
                to));
    String what = c.left.type() + " · " + c.packed.type() + " round " + round + ", seed " + SEED;
    out.assertGuardsIntact(what);
    byte[] after = out.bytes();
    for (int row = 0; row < c.m; row++) {
      for (int column = 0; column < c.n; column++) {
        float scale =
            (float) lhsScales.real(c.perRow ? row : 0)
                * (float) rhsScales.real(c.perColumn ? column : 0)
                / (float) outScale.real(0);
        int sum = c.sum(row, column) + (bias == null ? 0 : (int) bias.integer(column));
        float x = sum * scale;
        double rounded = Double.isNaN(x) ? least : Math.rint(x) + zero;
        long expected = (long) Math.clamp(rounded, (double) least, (double) greatest);
        long actual = out.integer(row * stride + column);
        assertEquals(expected, actual, () -> what + ": " + x + " / scale " + scale);
      }
      for (int i = row * stride + c.n; i < (row + 1) * stride; i++) {
        assertEquals(before[i], after[i], what + " wrote between rows");
      }
    }
  }

  private static Buffer scales(int count, int k, Random random) {
    Buffer scales = Buffer.of(ElementType.FLOAT32, count, 4);
    for (int i = 0; i < count; i++) {
      scales.setReal(i, (0.5 + random.nextDouble()) / 100 / Math.sqrt(Math.sqrt(k)));
    }
    return scales;
  }

  private static Buffer gaussians(int count, Random random) {
    Buffer buffer = Buffer.of(ElementType.FLOAT32, count, 4);
    for (int i = 0; i < count; i++) {
      buffer.setReal(i, Normals.next(random));
    }
    return buffer;
  }

  private static double activated(Activation activation, double x) {
    return switch (activation) {
      case NONE -> x;
      case RELU -> Math.max(x, 0);
      case GELU_ERF -> Expected.unary(UnaryOp.GELU_ERF, x);
      case GELU_TANH -> Expected.unary(UnaryOp.GELU_TANH, x);
      case SILU -> Expected.unary(UnaryOp.SILU, x);
      case TANH -> Expected.unary(UnaryOp.TANH, x);
      case SIGMOID -> Expected.unary(UnaryOp.SIGMOID, x);
    };
  }

  @Test
  void sameBitsForAnyThreadCountAndAnyRows() {
    Random random = new Random(SEED);
    Case c = new Case(ElementType.UINT8, ElementType.INT8, 61, 96, 200, 6, random);
    Buffer scale = Buffer.floats(0, 0.0123f);
    Buffer columnScales = scales(200, 1, random);
    Buffer out = Buffer.of(ElementType.FLOAT32, 61 * 200, 0);
    Epilogue epilogue = new Epilogue(null, Activation.GELU_ERF, null);
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .multiplyRescaled(
                c.left,
                scale.segment,
                c.packed,
                segment(c.rhsZeros),
                columnScales.segment,
                true,
                MatrixView.dense(out.segment, 61, 200),
                epilogue),
        out::bytes);
    Buffer alone = Buffer.of(ElementType.FLOAT32, 200, 0);
    MatrixView row = new MatrixView(c.lhs.segment, 60L * c.lhsStride, 1, 96, c.lhsStride, 1);
    Runs.run(
        kernels()
            .multiplyRescaled(
                new MatMulInt8.Lhs(ElementType.UINT8, row, c.left.zeroPoints(), false),
                scale.segment,
                c.packed,
                segment(c.rhsZeros),
                columnScales.segment,
                true,
                MatrixView.dense(alone.segment, 1, 200),
                epilogue));
    byte[] last =
        out.segment.asSlice(60L * 200 * 4).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    assertArrayEquals(last, alone.bytes());
  }

  @Test
  void sumsRequantizedProductsAndPackingHaveTheSameBitsForAnyThreadCount() {
    Random random = new Random(SEED);
    Case c = new Case(ElementType.UINT8, ElementType.INT8, 150, 96, 330, 6, random);
    Buffer sums = Buffer.of(ElementType.INT32, 150 * 330, 0);
    Task plain =
        kernels()
            .multiply(
                c.left,
                c.packed,
                segment(c.rhsZeros),
                c.perColumn,
                MatrixView.dense(sums.segment, 150, 330));
    Runs.assertCutIntoParts("the product", plain, 1);
    Runs.assertSameBitsForAnyWorkers(plain, sums::bytes);
    Buffer bytes = Buffer.of(ElementType.UINT8, 150 * 330, 0);
    Buffer zero = Buffer.of(ElementType.UINT8, 1, 0);
    zero.setCode(0, 119);
    Task requantized =
        kernels()
            .multiplyRequantized(
                c.left,
                Buffer.floats(0, 0.0123f).segment,
                c.packed,
                segment(c.rhsZeros),
                scales(330, 1, random).segment,
                c.perColumn,
                null,
                MatMulInt8.Requantized.of(
                    ElementType.UINT8,
                    MatrixView.dense(bytes.segment, 150, 330),
                    Buffer.floats(0, 0.02f).segment,
                    zero.segment));
    Runs.assertCutIntoParts("the product", requantized, 1);
    Runs.assertSameBitsForAnyWorkers(requantized, bytes::bytes);
    MatrixView rhs = MatrixView.dense(c.rhs.segment, 96, 330);
    Runs.assertSameBitsForAnyWorkers(
        kernels().pack(rhs, c.packed),
        () -> c.packed.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothing() {
    Random random = new Random(SEED);
    Case c = new Case(ElementType.UINT8, ElementType.INT8, 13, 64, 70, 5, random);
    Buffer scales = scales(70, 1, random);
    Buffer sums = Buffer.of(ElementType.INT32, 13 * 70, 0);
    MatrixView out = MatrixView.dense(sums.segment, 13, 70);
    Runs.assertAllocatesNothing(
        "multiply", kernels().multiply(c.left, c.packed, segment(c.rhsZeros), false, out));
    Buffer zero = Buffer.of(ElementType.UINT8, 1, 0);
    MatMulInt8.Requantized bytes =
        MatMulInt8.Requantized.of(
            ElementType.UINT8,
            MatrixView.dense(sums.segment, 13, 70),
            scales.segment,
            zero.segment);
    Runs.assertAllocatesNothing(
        "multiplyRequantized",
        kernels()
            .multiplyRequantized(
                c.left,
                scales.segment,
                c.packed,
                segment(c.rhsZeros),
                scales.segment,
                false,
                null,
                bytes));
    Runs.assertAllocatesNothing(
        "multiplyRescaled",
        kernels()
            .multiplyRescaled(
                c.left,
                scales.segment,
                c.packed,
                segment(c.rhsZeros),
                scales.segment,
                false,
                out,
                new Epilogue(scales.segment, Activation.GELU_ERF, null)));
  }

  @Test
  void rejectsOtherTypesAndOtherLayouts() {
    Random random = new Random(SEED);
    Case c = new Case(ElementType.UINT8, ElementType.INT8, 2, 4, 4, 1, random);
    Buffer memory = Buffer.of(ElementType.UINT8, 10_000, 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().packed(ElementType.FLOAT32, 4, 4, memory.segment));
    PackedMatrix foreign = new PackedMatrix("other", ElementType.INT8, 4, 4, memory.segment);
    MatrixView out = MatrixView.dense(memory.segment, 2, 4);
    assertThrows(
        IllegalArgumentException.class,
        () -> kernels().multiply(c.left, foreign, null, false, out));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .multiply(c.left, c.packed, null, false, MatrixView.dense(memory.segment, 2, 5)));
  }
}
