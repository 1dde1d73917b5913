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
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every tier's products with 4-bit weights do, to the bit. */
abstract class MatMulInt4Contract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 44_444);
  private static final int WORKERS = 8;
  private static final int[] GROUPS = {32, 64, 128, 256};

  /** The kernels under test. */
  abstract MatMulInt4 kernels();

  @Test
  void givesTheChainsBitsForEverySize() {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      checkFloats(form(40, 33, random), size, random);
      checkFloats(form(size, 19, random), 7, random);
      checkFloats(form(35, size, random), 5, random);
    }
  }

  @Test
  void givesTheBlocksBitsForEverySize() {
    Random random = new Random(SEED + 1);
    for (int size = 1; size <= 130; size++) {
      checkBlocks(form(64, 33, random), size, random);
      checkBlocks(form(32 * size, 5, random), 3, random);
      checkBlocks(form(96, size, random), 5, random);
    }
  }

  @Test
  void givesTheDefinedBitsForRandomSizes() {
    Random random = new Random(SEED + 2);
    for (int i = 0; i < 2_000; i++) {
      int limit = i % 100 == 0 ? 150 : 22;
      int m = 1 + random.nextInt(limit);
      int n = 1 + random.nextInt(limit);
      checkFloats(form(1 + random.nextInt(3 * limit), n, random), m, random);
      checkBlocks(form(32 * (1 + random.nextInt(12)), n, random), m, random);
    }
  }

  @Test
  void givesTheDefinedBitsForLargeShapes() {
    Random random = new Random(SEED + 3);
    checkFloats(form(9_001, 70, random), 13, random);
    checkBlocks(form(32 * 700, 129, random), 1, random);
    for (int i = 0; i < 19; i++) {
      int k = 32 * (1 + random.nextInt(i % 3 == 0 ? 90 : 20));
      int n = 1 + random.nextInt(i % 4 == 0 ? 1_500 : 300);
      checkFloats(form(k, n, random), 1 + random.nextInt(i % 4 == 0 ? 4 : 40), random);
      checkBlocks(form(k, n, random), 1 + random.nextInt(i % 4 == 0 ? 4 : 40), random);
    }
  }

  @Test
  void givesTheDefinedBitsForSpecialValues() {
    Random random = new Random(SEED + 4);
    for (int i = 0; i < 100; i++) {
      int m = 1 + random.nextInt(13);
      Int4Case floats =
          make(form(1 + random.nextInt(80), 1 + random.nextInt(70), random), true, random);
      RealMatrix lhs = new RealMatrix(ElementType.FLOAT32, m, floats.form.k(), false, random);
      for (int e = 0; e < m * floats.form.k(); e++) {
        double value = Values.real(ElementType.FLOAT32, random);
        lhs.buffer.setReal(lhs.index(e / floats.form.k(), e % floats.form.k()), value);
      }
      FloatMatrix out = FloatMatrix.of(m, floats.form.n(), 0, i % 64);
      Runs.run(bind(lhs.view(), pack(floats), out.view(), Epilogue.NONE));
      assertChains(floats, lhs, null, null, out, "special values " + i);

      Form form = form(32 * (1 + random.nextInt(9)), 1 + random.nextInt(70), random);
      Int4Case blocks = make(form, true, random);
      QuantizedRows rows = Int4Case.activations(block(form, random), m, form.k(), true, random);
      FloatMatrix sums = FloatMatrix.of(m, form.n(), 0, i % 64);
      Runs.run(bind(rows, pack(blocks), sums.view(), Epilogue.NONE));
      assertBlocks(blocks, rows, null, null, sums, "special scales " + i);
    }
  }

  @Test
  void givesTheEpilogueOfZeroWhereKIsZero() {
    FloatMatrix bias = FloatMatrix.random(1, 67, 0, 4, new Random(SEED));
    Epilogue epilogue = Epilogue.bias(bias.buffer.segment);
    Packed packed =
        pack(make(new Form(0, 67, 32, ElementType.FLOAT32, true), false, new Random(1)));
    FloatMatrix out = FloatMatrix.of(3, 67, 1, 0);
    Runs.run(bind(MatrixView.dense(out.buffer.segment, 3, 0), packed, out.view(), epilogue));
    FloatMatrix sums = FloatMatrix.of(3, 67, 1, 0);
    QuantizedRows none = Int4Case.activations(32, 3, 0, false, new Random(1));
    Runs.run(bind(none, packed, sums.view(), epilogue));
    for (int column = 0; column < 67; column++) {
      assertEquals(bias.get(0, column), out.get(2, column));
      assertEquals(bias.get(0, column), sums.get(2, column));
    }
    out.assertOnlyElementsWritten("k = 0");
  }

  @Test
  void doesNothingWhereTheOutputIsEmpty() {
    Packed packed =
        pack(make(new Form(32, 0, 32, ElementType.FLOAT32, false), false, new Random(1)));
    MemorySegment memory = Arena.ofAuto().allocate(4 * 64, 64);
    MatrixView out = MatrixView.dense(memory, 2, 0);
    assertEquals(0, bind(MatrixView.dense(memory, 2, 32), packed, out, Epilogue.NONE).parts());
    QuantizedRows rows = Int4Case.activations(32, 2, 32, false, new Random(1));
    assertEquals(0, bind(rows, packed, out, Epilogue.NONE).parts());
  }

  @Test
  void addsAResidualThatIsTheOutputItself() {
    Random random = new Random(SEED + 5);
    for (int size = 1; size <= 130; size += 7) {
      Int4Case weights = make(form(64, size, random), false, random);
      RealMatrix lhs = new RealMatrix(ElementType.FLOAT32, size, 64, false, random);
      lhs.gaussian(random);
      FloatMatrix bias = FloatMatrix.random(1, size, 0, 0, random);
      FloatMatrix out = FloatMatrix.random(size, size, 2, 0, random);
      FloatMatrix before = out.copy();
      Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.NONE, out.view());
      Runs.run(bind(lhs.view(), pack(weights), out.view(), epilogue));
      assertChains(weights, lhs, bias, before, out, "in-place residual, size " + size);
      QuantizedRows rows = Int4Case.activations(32, size, 64, false, random);
      FloatMatrix first = out.copy();
      Runs.run(bind(rows, pack(weights), out.view(), epilogue));
      assertBlocks(weights, rows, bias, first, out, "in-place residual, size " + size);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void appliesTheActivationBetweenBiasAndResidual(Activation activation) {
    Random random = new Random(SEED + 6);
    for (int n : new int[] {1, 15, 64, 131}) {
      Int4Case weights = make(form(64, n, random), false, random);
      QuantizedRows rows = Int4Case.activations(32, 9, 64, false, random);
      FloatMatrix lhs = FloatMatrix.random(9, 64, 0, 0, random);
      FloatMatrix bias = FloatMatrix.random(1, n, 0, 0, random);
      FloatMatrix residual = FloatMatrix.random(9, n, 0, 0, random);
      Epilogue whole = new Epilogue(bias.buffer.segment, activation, residual.view());
      Epilogue onlyBias = Epilogue.bias(bias.buffer.segment);
      Packed packed = pack(weights);
      for (int product = 0; product < 2; product++) {
        FloatMatrix sums = FloatMatrix.of(9, n, 0, 0);
        FloatMatrix out = FloatMatrix.of(9, n, 3, 8);
        if (product == 0) {
          Runs.run(bind(lhs.view(), packed, sums.view(), onlyBias));
          Runs.run(bind(lhs.view(), packed, out.view(), whole));
        } else {
          Runs.run(bind(rows, packed, sums.view(), onlyBias));
          Runs.run(bind(rows, packed, out.view(), whole));
        }
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

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    Random random = new Random(SEED + 7);
    Form form = new Form(192, 330, 64, ElementType.FLOAT16, true);
    Int4Case weights = make(form, false, random);
    FloatMatrix lhs = FloatMatrix.random(150, 192, 0, 0, random);
    QuantizedRows rows = Int4Case.activations(32, 150, 192, false, random);
    FloatMatrix out = FloatMatrix.of(150, 330, 0, 0);
    Epilogue epilogue = new Epilogue(null, Activation.GELU_ERF, null);
    Packed packed = pack(weights);
    Task floats = bind(lhs.view(), packed, out.view(), epilogue);
    Runs.assertCutIntoParts("the product", floats, 3);
    Runs.assertSameBitsForAnyWorkers(floats, out.buffer::bytes);
    Task blocks = bind(rows, packed, out.view(), epilogue);
    Runs.assertCutIntoParts("the product", blocks, 3);
    Runs.assertSameBitsForAnyWorkers(blocks, out.buffer::bytes);
    Runs.assertSameBitsForAnyWorkers(
        pack(weights.weights, packed), () -> packed.segment().toArray(ValueLayout.JAVA_BYTE));
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothingWhenItRuns() {
    Random random = new Random(SEED + 8);
    Int4Case weights = make(new Form(128, 150, 64, ElementType.FLOAT16, true), false, random);
    FloatMatrix lhs = FloatMatrix.random(31, 128, 0, 0, random);
    QuantizedRows rows = Int4Case.activations(32, 31, 128, false, random);
    FloatMatrix out = FloatMatrix.of(31, 150, 0, 0);
    Epilogue epilogue = new Epilogue(lhs.buffer.segment, Activation.GELU_ERF, out.view());
    Packed packed = pack(weights);
    Runs.assertAllocatesNothing("floats", bind(lhs.view(), packed, out.view(), epilogue));
    Runs.assertAllocatesNothing("blocks", bind(rows, packed, out.view(), epilogue));
    Runs.assertAllocatesNothing("packing", kernels().pack(weights.weights, packed));
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Random random = new Random(SEED);
    Form form = new Form(64, 6, 32, ElementType.FLOAT32, true);
    Packed packed = pack(make(form, false, random));
    FloatMatrix lhs = FloatMatrix.of(4, 64, 0, 0);
    FloatMatrix out = FloatMatrix.of(4, 6, 0, 0);
    MatrixView narrow = FloatMatrix.of(4, 5, 0, 0).view();
    MatrixView pastEnd = new MatrixView(lhs.buffer.segment, 4, 4, 64, 64, 1);
    Packed foreign = new Packed("other", form, packed.segment());
    rejects("lhs", () -> bind(narrow, packed, out.view(), Epilogue.NONE));
    rejects("lhs", () -> bind(pastEnd, packed, out.view(), Epilogue.NONE));
    rejects("layout", () -> bind(lhs.view(), foreign, out.view(), Epilogue.NONE));
    rejects("out", () -> bind(lhs.view(), packed, narrow, Epilogue.NONE));
    MemorySegment small = Arena.ofAuto().allocate(20, 64);
    rejects("bias", () -> bind(lhs.view(), packed, out.view(), Epilogue.bias(small)));
    QuantizedRows tooWide = Int4Case.activations(32, 4, 96, false, random);
    QuantizedRows tooCoarse = Int4Case.activations(128, 4, 128, false, random);
    QuantizedRows tooShort = new QuantizedRows(32, 4, 64, small);
    rejects("lhs", () -> bind(tooWide, packed, out.view(), Epilogue.NONE));
    rejects("lhs", () -> bind(tooCoarse, packed, out.view(), Epilogue.NONE));
    rejects("lhs", () -> bind(tooShort, packed, out.view(), Epilogue.NONE));
    rejects("group", () -> kernels().packedBytes(new Form(64, 6, 48, ElementType.FLOAT32, true)));
    rejects("scales", () -> kernels().packedBytes(new Form(64, 6, 32, ElementType.INT8, true)));
    Weights good = make(form, false, random).weights;
    MemorySegment values = good.values();
    rejects(
        "values", () -> pack(new Weights(form, good.type(), small, good.scales(), values), packed));
    rejects("scales", () -> pack(new Weights(form, good.type(), values, small, values), packed));
    rejects(
        "zero", () -> pack(new Weights(form, good.type(), values, good.scales(), null), packed));
    rejects("i4", () -> pack(new Weights(form, ElementType.INT4, values, values, values), packed));
  }

  private Task pack(Weights weights, Packed into) {
    return kernels().pack(weights, into);
  }

  private static void rejects(String named, Executable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private static Form form(int k, int n, Random random) {
    ElementType scales = random.nextBoolean() ? ElementType.FLOAT32 : ElementType.FLOAT16;
    return new Form(k, n, GROUPS[random.nextInt(4)], scales, random.nextBoolean());
  }

  private static int block(Form form, Random random) {
    int[] blocks = {32, 128, 256};
    int block = blocks[random.nextInt(3)];
    return form.group() % block == 0 && form.k() % block == 0 ? block : 32;
  }

  private static Int4Case make(Form form, boolean special, Random random) {
    boolean signed = !form.hasZeroPoints() && random.nextBoolean();
    return new Int4Case(form, signed, special, random);
  }

  private static FloatMatrix maybe(int rows, int columns, Random random) {
    return random.nextBoolean()
        ? FloatMatrix.random(
            rows, columns, rows == 1 ? 0 : random.nextInt(3), random.nextInt(64), random)
        : null;
  }

  private static Epilogue epilogue(FloatMatrix bias, FloatMatrix residual) {
    return new Epilogue(
        bias == null ? null : bias.buffer.segment,
        Activation.NONE,
        residual == null ? null : residual.view());
  }

  private void checkFloats(Form form, int m, Random random) {
    Int4Case weights = make(form, false, random);
    RealMatrix lhs = new RealMatrix(ElementType.FLOAT32, m, form.k(), false, random);
    lhs.gaussian(random);
    FloatMatrix bias = maybe(1, form.n(), random);
    FloatMatrix residual = maybe(m, form.n(), random);
    FloatMatrix out = FloatMatrix.of(m, form.n(), random.nextInt(3), random.nextInt(64));
    Runs.run(bind(lhs.view(), pack(weights), out.view(), epilogue(bias, residual)));
    assertChains(weights, lhs, bias, residual, out, form + ", m " + m);
  }

  private void checkBlocks(Form form, int m, Random random) {
    Int4Case weights = make(form, false, random);
    int block = block(form, random);
    QuantizedRows lhs = Int4Case.activations(block, m, form.k(), false, random);
    FloatMatrix bias = maybe(1, form.n(), random);
    FloatMatrix residual = maybe(m, form.n(), random);
    FloatMatrix out = FloatMatrix.of(m, form.n(), random.nextInt(3), random.nextInt(64));
    Runs.run(bind(lhs, pack(weights), out.view(), epilogue(bias, residual)));
    assertBlocks(weights, lhs, bias, residual, out, form + ", m " + m + ", block " + block);
  }

  private Packed pack(Int4Case weights) {
    int bytes = Math.toIntExact(kernels().packedBytes(weights.form));
    Buffer memory = Buffer.of(ElementType.UINT8, Math.max(1, bytes), 0);
    memory.segment.fill((byte) 0x7F);
    Packed packed = kernels().packed(weights.form, memory.segment);
    Runs.run(kernels().pack(weights.weights, packed));
    memory.assertGuardsIntact("pack");
    return packed;
  }

  private MemorySegment scratch(Form form, int m) {
    long bytes = WORKERS * kernels().scratchBytesPerWorker(form, m);
    return Arena.ofAuto().allocate(Math.max(1, bytes), 64);
  }

  private Task bind(MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue) {
    MemorySegment scratch = scratch(weights.form(), lhs.rows());
    return kernels().multiply(lhs, weights, out, epilogue, scratch);
  }

  private Task bind(QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue) {
    MemorySegment scratch = scratch(weights.form(), lhs.rows());
    return kernels().multiply(lhs, weights, out, epilogue, scratch);
  }

  private static void assertChains(
      Int4Case weights,
      RealMatrix lhs,
      FloatMatrix bias,
      FloatMatrix residual,
      FloatMatrix out,
      String what) {
    float[] left = lhs.values();
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        assertBits(weights.chain(left, row, column), bias, residual, out, row, column, what);
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  private static void assertBlocks(
      Int4Case weights,
      QuantizedRows lhs,
      FloatMatrix bias,
      FloatMatrix residual,
      FloatMatrix out,
      String what) {
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        assertBits(weights.blocks(lhs, row, column), bias, residual, out, row, column, what);
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  private static void assertBits(
      float product,
      FloatMatrix bias,
      FloatMatrix residual,
      FloatMatrix out,
      int row,
      int column,
      String what) {
    float sum = bias == null ? product : product + bias.get(0, column);
    sum = residual == null ? sum : sum + residual.get(row, column);
    float actual = out.get(row, column);
    if (Float.floatToIntBits(sum) != Float.floatToIntBits(actual)) {
      assertEquals(sum, actual, what + ": element (" + row + ", " + column + "), seed " + SEED);
    }
  }
}
