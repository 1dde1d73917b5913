package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every tier's product with 16-bit weights does, to the bit. */
abstract class MatMulHalfContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 16_161);
  private static final int WORKERS = 8;
  private static final ElementType[] SOURCES = {
    ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16
  };

  /** The products there are. */
  enum Kind {
    F32_BF16(ElementType.FLOAT32, ElementType.BFLOAT16),
    F32_F16(ElementType.FLOAT32, ElementType.FLOAT16),
    BF16_BF16(ElementType.BFLOAT16, ElementType.BFLOAT16);

    final ElementType lhs;
    final ElementType rhs;

    Kind(ElementType lhs, ElementType rhs) {
      this.lhs = lhs;
      this.rhs = rhs;
    }
  }

  /** The kernels under test. */
  abstract MatMulHalf kernels();

  @ParameterizedTest
  @EnumSource
  void givesTheDefinedBitsForEverySize(Kind kind) {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      check(kind, size, 17, 33, random);
      check(kind, 7, size, 19, random);
      check(kind, 5, 35, size, random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheDefinedBitsForRandomSizes(Kind kind) {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 2_000; i++) {
      int limit = i % 100 == 0 ? 200 : 24;
      int m = 1 + random.nextInt(limit);
      check(kind, m, 1 + random.nextInt(limit), 1 + random.nextInt(limit), random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheDefinedBitsForLargeShapes(Kind kind) {
    Random random = new Random(SEED + 2);
    check(kind, 13, 9001, 70, random);
    check(kind, 1, 30_001, 129, random);
    for (int i = 0; i < 18; i++) {
      check(
          kind,
          1 + random.nextInt(i % 2 == 0 ? 20 : 200),
          1 + random.nextInt(i % 3 == 0 ? 3000 : 300),
          1 + random.nextInt(400),
          random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheDefinedBitsForSpecialValues(Kind kind) {
    Random random = new Random(SEED + 3);
    for (int i = 0; i < 120; i++) {
      int m = 1 + random.nextInt(13);
      int k = 1 + random.nextInt(12);
      int n = 1 + random.nextInt(140);
      RealMatrix lhs = new RealMatrix(kind.lhs, m, k, false, random);
      RealMatrix rhs = new RealMatrix(kind.rhs, k, n, false, random);
      HalfReference.fillSpecial(lhs, i, random);
      HalfReference.fillSpecial(rhs, i, random);
      PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
      FloatMatrix out = FloatMatrix.of(m, n, 0, i % 64);
      Runs.run(bind(kind, lhs.view(), packed, out.view(), Epilogue.NONE));
      assertBits(kind, lhs, rhs.values(), null, null, out, "special values " + i);
    }
  }

  @Test
  void roundsWeightsToNearestEven() {
    Random random = new Random(SEED + 4);
    for (ElementType source : SOURCES) {
      for (Kind kind : new Kind[] {Kind.F32_BF16, Kind.F32_F16}) {
        for (int i = 0; i < 20; i++) {
          int k = 1 + random.nextInt(9);
          int n = 1 + random.nextInt(140);
          boolean byColumns = random.nextBoolean();
          RealMatrix rhs = new RealMatrix(source, k, n, byColumns, random);
          HalfReference.fillAny(rhs, random);
          float[] weights = rhs.values();
          for (int e = 0; e < weights.length; e++) {
            weights[e] = HalfReference.rounded(kind.rhs, weights[e]);
          }
          // Rows of the identity pick a weight each.
          RealMatrix lhs = new RealMatrix(ElementType.FLOAT32, k, k, false, random);
          for (int e = 0; e < k * k; e++) {
            lhs.buffer.setReal(lhs.index(e / k, e % k), e / k == e % k ? 1 : 0);
          }
          FloatMatrix out = FloatMatrix.of(k, n, 0, 0);
          PackedMatrix packed = pack(source, kind.rhs, rhs.view());
          Runs.run(bind(kind, lhs.view(), packed, out.view(), Epilogue.NONE));
          assertBits(kind, lhs, weights, null, null, out, source + " to " + kind.rhs);
        }
      }
    }
  }

  @Test
  void roundsActivationsToNearestEven() {
    Random random = new Random(SEED + 5);
    for (int columns = 1; columns <= 130; columns++) {
      int rows = 1 + columns % 3;
      RealMatrix in = new RealMatrix(ElementType.FLOAT32, rows, columns, false, random);
      HalfReference.fillAny(in, random);
      RealMatrix out = new RealMatrix(ElementType.BFLOAT16, rows, columns, false, random);
      byte[] before = out.buffer.bytes();
      Runs.run(kernels().round(in.view(), out.view()));
      float[] expected = in.values();
      float[] actual = out.values();
      for (int i = 0; i < expected.length; i++) {
        float rounded = HalfReference.rounded(ElementType.BFLOAT16, expected[i]);
        assertEquals(rounded, actual[i], "bf16 of " + expected[i]);
      }
      out.buffer.assertGuardsIntact("round");
      byte[] after = out.buffer.bytes();
      for (int row = 0; row < rows - 1; row++) {
        for (int at = 2 * (out.index(row, columns - 1) + 1); at < 2 * out.index(row + 1, 0); at++) {
          assertEquals(before[at], after[at], "the gap after row " + row);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheEpilogueOfZeroWhereKIsZero(Kind kind) {
    FloatMatrix bias = FloatMatrix.random(1, 67, 0, 4, new Random(SEED));
    FloatMatrix out = FloatMatrix.of(3, 67, 1, 0);
    MatrixView none = MatrixView.dense(out.buffer.segment, 3, 0);
    PackedMatrix packed = pack(kind.rhs, kind.rhs, MatrixView.dense(out.buffer.segment, 0, 67));
    Runs.run(bind(kind, none, packed, out.view(), Epilogue.bias(bias.buffer.segment)));
    for (int column = 0; column < 67; column++) {
      assertEquals(bias.get(0, column), out.get(2, column));
    }
    out.assertOnlyElementsWritten("k = 0");
  }

  @ParameterizedTest
  @EnumSource
  void doesNothingWhereTheOutputIsEmpty(Kind kind) {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    PackedMatrix packed = pack(kind.rhs, kind.rhs, MatrixView.dense(memory, 3, 0));
    MatrixView lhs = MatrixView.dense(memory, 2, 3);
    Task task = bind(kind, lhs, packed, MatrixView.dense(memory, 2, 0), Epilogue.NONE);
    assertEquals(0, task.parts());
  }

  @ParameterizedTest
  @EnumSource
  void addsAResidualThatIsTheOutputItself(Kind kind) {
    Random random = new Random(SEED + 6);
    for (int size = 1; size <= 130; size += 7) {
      RealMatrix lhs = new RealMatrix(kind.lhs, size, 37, false, random).gaussian(random);
      RealMatrix rhs = new RealMatrix(kind.rhs, 37, size, false, random).gaussian(random);
      FloatMatrix bias = FloatMatrix.random(1, size, 0, 0, random);
      FloatMatrix out = FloatMatrix.random(size, size, 2, 0, random);
      FloatMatrix before = out.copy();
      Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.NONE, out.view());
      PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
      Runs.run(bind(kind, lhs.view(), packed, out.view(), epilogue));
      assertBits(kind, lhs, rhs.values(), bias, before, out, "in-place residual, size " + size);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void appliesTheActivationBetweenBiasAndResidual(Activation activation) {
    Random random = new Random(SEED + 7);
    for (Kind kind : Kind.values()) {
      for (int n : new int[] {1, 15, 64, 131}) {
        RealMatrix lhs = new RealMatrix(kind.lhs, 9, 20, false, random).gaussian(random);
        RealMatrix rhs = new RealMatrix(kind.rhs, 20, n, true, random).gaussian(random);
        FloatMatrix bias = FloatMatrix.random(1, n, 0, 0, random);
        FloatMatrix residual = FloatMatrix.random(9, n, 0, 0, random);
        FloatMatrix sums = FloatMatrix.of(9, n, 0, 0);
        FloatMatrix out = FloatMatrix.of(9, n, 3, 8);
        PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
        Epilogue whole = new Epilogue(bias.buffer.segment, activation, residual.view());
        Epilogue onlyBias = Epilogue.bias(bias.buffer.segment);
        Runs.run(bind(kind, lhs.view(), packed, sums.view(), onlyBias));
        Runs.run(bind(kind, lhs.view(), packed, out.view(), whole));
        for (int row = 0; row < 9; row++) {
          for (int column = 0; column < n; column++) {
            double x = sums.get(row, column);
            double expected = Expected.activated(activation, x) + residual.get(row, column);
            // a few units in the last place of the activation's scale, and one of the sum's
            double bound = 4e-7 * Math.max(1, Math.abs(x)) + 6e-8 * Math.abs(expected);
            assertEquals(expected, out.get(row, column), bound, activation + " of " + x);
          }
        }
        out.assertOnlyElementsWritten(activation.name());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheSameBitsForAnyNumberOfWorkers(Kind kind) {
    Random random = new Random(SEED + 8);
    RealMatrix lhs = new RealMatrix(kind.lhs, 150, 191, false, random).gaussian(random);
    RealMatrix rhs = new RealMatrix(kind.rhs, 191, 330, false, random).gaussian(random);
    FloatMatrix bias = FloatMatrix.random(1, 330, 0, 0, random);
    FloatMatrix out = FloatMatrix.of(150, 330, 0, 0);
    Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.GELU_ERF, null);
    PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
    Task task = bind(kind, lhs.view(), packed, out.view(), epilogue);
    Runs.assertCutIntoParts("the product", task, 3);
    Runs.assertSameBitsForAnyWorkers(task, out.buffer::bytes);
    Runs.assertSameBitsForAnyWorkers(
        kernels().pack(kind.rhs, rhs.view(), packed),
        () -> packed.segment().toArray(ValueLayout.JAVA_BYTE));
    FloatMatrix in = FloatMatrix.random(150, 191, 0, 0, random);
    RealMatrix rounded = new RealMatrix(ElementType.BFLOAT16, 150, 191, false, random);
    Runs.assertSameBitsForAnyWorkers(
        kernels().round(in.view(), rounded.view()), rounded.buffer::bytes);
  }

  @Tag(Runs.ALLOCATION)
  @ParameterizedTest
  @EnumSource
  void allocatesNothingWhenItRuns(Kind kind) {
    Random random = new Random(SEED + 9);
    RealMatrix lhs = new RealMatrix(kind.lhs, 31, 40, false, random).gaussian(random);
    RealMatrix rhs = new RealMatrix(kind.rhs, 40, 150, false, random).gaussian(random);
    FloatMatrix out = FloatMatrix.of(31, 150, 0, 0);
    FloatMatrix bias = FloatMatrix.random(1, 150, 0, 0, random);
    Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.GELU_ERF, out.view());
    PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
    Task task = bind(kind, lhs.view(), packed, out.view(), epilogue);
    Runs.assertAllocatesNothing("the product " + kind, task);
    Task packing = kernels().pack(kind.rhs, rhs.view(), packed);
    Runs.assertAllocatesNothing("packing " + kind, packing);
    FloatMatrix in = FloatMatrix.random(31, 40, 0, 0, random);
    RealMatrix rounded = new RealMatrix(ElementType.BFLOAT16, 31, 40, false, random);
    Runs.assertAllocatesNothing("rounding", kernels().round(in.view(), rounded.view()));
  }

  @ParameterizedTest
  @EnumSource
  void rejectsOperandsThatDoNotFit(Kind kind) {
    Random random = new Random(SEED);
    RealMatrix lhs = new RealMatrix(kind.lhs, 4, 5, false, random);
    PackedMatrix packed =
        pack(kind.rhs, kind.rhs, new RealMatrix(kind.rhs, 5, 6, false, random).view());
    FloatMatrix out = FloatMatrix.of(4, 6, 0, 0);
    MatrixView tooNarrow = FloatMatrix.of(4, 4, 0, 0).view();
    MatrixView pastEnd = new MatrixView(lhs.buffer.segment, 4, 400, 5, 5, 1);
    PackedMatrix foreign = new PackedMatrix("other", kind.rhs, 5, 6, packed.segment());
    rejects(kind.lhs, tooNarrow, packed, out.view(), Epilogue.NONE, "lhs");
    rejects(kind.lhs, pastEnd, packed, out.view(), Epilogue.NONE, "lhs");
    rejects(ElementType.INT8, lhs.view(), packed, out.view(), Epilogue.NONE, "lhs");
    rejects(kind.lhs, lhs.view(), foreign, out.view(), Epilogue.NONE, "layout");
    rejects(kind.lhs, lhs.view(), packed, tooNarrow, Epilogue.NONE, "out");
    MemorySegment shortBias = Arena.ofAuto().allocate(20, 4);
    rejects(kind.lhs, lhs.view(), packed, out.view(), Epilogue.bias(shortBias), "bias");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> kernels().pack(ElementType.INT8, lhs.view(), packed));
    assertTrue(e.getMessage().contains("rhs"), e.getMessage());
  }

  private void rejects(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      String named) {
    MemorySegment scratch = Arena.ofAuto().allocate(1 << 20, 64);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> kernels().multiply(lhsType, lhs, rhs, out, epilogue, scratch));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private void check(Kind kind, int m, int k, int n, Random random) {
    String what = kind + " " + m + " × " + k + " × " + n + ", seed " + SEED;
    RealMatrix lhs = new RealMatrix(kind.lhs, m, k, false, random).gaussian(random);
    boolean byColumns = random.nextBoolean();
    RealMatrix rhs = new RealMatrix(kind.rhs, k, n, byColumns, random).gaussian(random);
    FloatMatrix out = FloatMatrix.of(m, n, random.nextInt(3), random.nextInt(64));
    FloatMatrix bias =
        random.nextBoolean() ? FloatMatrix.random(1, n, 0, random.nextInt(64), random) : null;
    FloatMatrix residual =
        random.nextBoolean()
            ? FloatMatrix.random(m, n, random.nextInt(3), random.nextInt(64), random)
            : null;
    Epilogue epilogue =
        new Epilogue(
            bias == null ? null : bias.buffer.segment,
            Activation.NONE,
            residual == null ? null : residual.view());
    PackedMatrix packed = pack(kind.rhs, kind.rhs, rhs.view());
    Runs.run(bind(kind, lhs.view(), packed, out.view(), epilogue));
    assertBits(kind, lhs, rhs.values(), bias, residual, out, what);
  }

  private PackedMatrix pack(ElementType source, ElementType type, MatrixView rhs) {
    int bytes = Math.toIntExact(kernels().packedBytes(type, rhs.rows(), rhs.columns()));
    Buffer memory = Buffer.of(ElementType.UINT8, Math.max(bytes, 1), 0);
    memory.segment.fill((byte) 0x7F);
    PackedMatrix packed = kernels().packed(type, rhs.rows(), rhs.columns(), memory.segment);
    Runs.run(kernels().pack(source, rhs, packed));
    memory.assertGuardsIntact("pack");
    return packed;
  }

  private Task bind(
      Kind kind, MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    long bytes = kernels().scratchBytesPerWorker(kind.lhs, rhs, lhs.rows());
    MemorySegment scratch = Arena.ofAuto().allocate(Math.max(1, WORKERS * bytes), 64);
    return kernels().multiply(kind.lhs, lhs, rhs, out, epilogue, scratch);
  }

  private static void assertBits(
      Kind kind,
      RealMatrix lhs,
      float[] rhs,
      FloatMatrix bias,
      FloatMatrix residual,
      FloatMatrix out,
      String what) {
    float[] left = lhs.values();
    boolean dot = kind == Kind.BF16_BF16;
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        float sum =
            dot
                ? HalfReference.pairs(left, row, rhs, column, lhs.columns, out.columns)
                : HalfReference.chain(left, row, rhs, column, lhs.columns, out.columns);
        sum = bias == null ? sum : sum + bias.get(0, column);
        sum = residual == null ? sum : sum + residual.get(row, column);
        float actual = out.get(row, column);
        if (Float.floatToIntBits(sum) != Float.floatToIntBits(actual)) {
          assertEquals(sum, actual, what + ": element (" + row + ", " + column + ")");
        }
      }
    }
    out.assertOnlyElementsWritten(what);
  }
}
