package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import lanewise.kernels.Activation;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tier's products with blocks do: the scalar tier's bits, which follow the order. */
abstract class MatMulBlocksContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 90_210);
  private static final MatMulBlocks SCALAR = Tiers.named("scalar").matMulBlocks();

  /** The kernels under test. */
  abstract MatMulBlocks kernels();

  static List<ElementType> quantizedTypes() {
    return BlockWeights.QUANTIZED;
  }

  static List<ElementType> allTypes() {
    return BlockWeights.ALL;
  }

  @Test
  void quantizesActivationsAsTheContractSays() {
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      int block = i % 2 == 0 ? 32 : 256;
      FloatMatrix in = activations(1 + random.nextInt(5), block * (1 + random.nextInt(9)), random);
      if (i % 3 == 0) {
        in.set(0, random.nextInt(in.columns), (float) Values.real(ElementType.FLOAT32, random));
      }
      QuantizedRows out = quantized(kernels(), block, in);
      for (int row = 0; row < in.rows; row++) {
        for (int b = 0; b < in.columns / block; b++) {
          assertBlock(in, out, row, b, "case " + i + ", seed " + SEED);
        }
      }
    }
  }

  private static void assertBlock(FloatMatrix in, QuantizedRows out, int row, int b, String what) {
    int block = out.block();
    long at = row * QuantizedRows.rowBytes(block, in.columns);
    float greatest = 0f;
    boolean finite = true;
    for (int i = b * block; i < (b + 1) * block; i++) {
      float x = in.get(row, i);
      finite &= Float.isFinite(x);
      greatest = Math.max(greatest, Math.abs(x));
    }
    boolean zero = !finite || greatest < 0x1p-100f;
    float scale = finite ? zero ? 0f : greatest / 127f : Float.NaN;
    long scaleAt = at + QuantizedRows.scalesAt(in.columns) + 4L * b;
    assertEquals(scale, out.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt), what);
    int sum = 0;
    for (int i = b * block; i < (b + 1) * block; i++) {
      int value = zero ? 0 : (int) Math.rint(in.get(row, i) * (127f / greatest));
      assertEquals(value, out.segment().get(JAVA_BYTE, at + i), what + ": element " + i);
      sum += value;
      if (i % 16 == 15) {
        long sumAt = at + QuantizedRows.sumsAt(block, in.columns) + i / 16 * 2L;
        assertEquals(sum, out.segment().get(JAVA_SHORT_UNALIGNED, sumAt), what + ": sum " + i);
        sum = 0;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("quantizedTypes")
  void givesTheScalarBitsWithQuantizedActivations(ElementType type) {
    Random random = new Random(SEED + 1);
    int step = type.blockElements();
    for (int i = 0; i < 40; i++) {
      int m = 1 + random.nextInt(i % 4 == 0 ? 40 : 9);
      int k = step * (1 + random.nextInt(512 / step));
      checkQuantized(type, m, k, 1 + random.nextInt(40), random.nextInt(64), i, random);
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheScalarBitsWithFloatActivations(ElementType type) {
    Random random = new Random(SEED + 2);
    int step = type.blockElements();
    for (int i = 0; i < 40; i++) {
      int m = 1 + random.nextInt(i % 4 == 0 ? 40 : 9);
      int k = step * (1 + random.nextInt(512 / step));
      checkFloat(type, m, k, 1 + random.nextInt(40), random.nextInt(64), i, random);
    }
  }

  @ParameterizedTest
  @MethodSource("quantizedTypes")
  void staysWithinTheBoundOfADoubleReference(ElementType type) {
    Random random = new Random(SEED + 3);
    int k = 1024;
    FloatMatrix lhs = FloatMatrix.random(3, k, 0, 0, random);
    BlockMatrix weights = BlockWeights.moderate(type, 37, k, 5, random);
    float[] values = BlockWeights.decode(weights);
    QuantizedRows rows = quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
    FloatMatrix quantized = FloatMatrix.of(3, 37, 0, 0);
    FloatMatrix exact = FloatMatrix.of(3, 37, 0, 0);
    Runs.run(multiply(kernels(), rows, weights, quantized.view(), Epilogue.NONE));
    Runs.run(multiply(kernels(), lhs.view(), weights, exact.view(), Epilogue.NONE));
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 37; column++) {
        double sum = 0;
        double quantizedSum = 0;
        double magnitude = 0;
        for (int p = 0; p < k; p++) {
          double w = values[column * k + p];
          sum += lhs.get(row, p) * w;
          quantizedSum += value(rows, row, p) * w;
          magnitude += Math.abs(lhs.get(row, p) * w);
        }
        // Minima may cancel against codes, so the terms of a sum are up to eight times its own.
        assertEquals(sum, exact.get(row, column), k / 16 * 0x1p-23 * magnitude);
        assertEquals(quantizedSum, quantized.get(row, column), 0x1p-16 * magnitude);
      }
    }
  }

  @Test
  void appliesTheEpilogue() {
    Random random = new Random(SEED + 4);
    for (ElementType type : new ElementType[] {ElementType.Q4_0, ElementType.Q4_K}) {
      for (Activation activation : Activation.values()) {
        FloatMatrix lhs = FloatMatrix.random(5, 512, 0, 0, random);
        BlockMatrix weights = BlockWeights.moderate(type, 67, 512, 3, random);
        FloatMatrix bias = FloatMatrix.random(1, 67, 0, 4, random);
        FloatMatrix residual = FloatMatrix.random(5, 67, 1, 8, random);
        QuantizedRows rows = quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
        Epilogue epilogue = new Epilogue(bias.buffer.segment, activation, residual.view());
        FloatMatrix expected = FloatMatrix.of(5, 67, 0, 0);
        FloatMatrix out = FloatMatrix.of(5, 67, 2, 4);
        Runs.run(multiply(SCALAR, rows, weights, expected.view(), epilogue));
        Runs.run(multiply(kernels(), rows, weights, out.view(), epilogue));
        assertClose(expected, out, activation + " of " + type);
        Runs.run(multiply(SCALAR, lhs.view(), weights, expected.view(), epilogue));
        Runs.run(multiply(kernels(), lhs.view(), weights, out.view(), epilogue));
        assertClose(expected, out, activation + " of " + type);
      }
    }
  }

  private static void assertClose(FloatMatrix expected, FloatMatrix out, String what) {
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        float x = expected.get(row, column);
        assertEquals(x, out.get(row, column), 1e-6 * Math.max(1, Math.abs(x)), what);
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheSameBitsForAnyNumberOfWorkers(ElementType type) {
    Random random = new Random(SEED + 5);
    FloatMatrix lhs = FloatMatrix.random(19, 512, 0, 0, random);
    BlockMatrix weights = BlockWeights.moderate(type, 140, 512, 7, random);
    FloatMatrix out = FloatMatrix.of(19, 140, 0, 0);
    Task product = multiply(kernels(), lhs.view(), weights, out.view(), Epilogue.NONE);
    assertTrue(product.parts() > 1, "the product is cut into parts");
    Runs.assertSameBitsForAnyWorkers(product, out.buffer::bytes);
    if (MatMulBlocks.takesQuantizedRows(type)) {
      QuantizedRows rows = quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
      Task quantized = multiply(kernels(), rows, weights, out.view(), Epilogue.NONE);
      assertTrue(quantized.parts() > 1, "the product is cut into parts");
      Runs.assertSameBitsForAnyWorkers(quantized, out.buffer::bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void allocatesNothingWhenItRuns(ElementType type) {
    Random random = new Random(SEED + 6);
    for (int m : new int[] {1, 6}) {
      FloatMatrix lhs = FloatMatrix.random(m, 256, 0, 0, random);
      BlockMatrix weights = BlockWeights.moderate(type, 21, 256, 7, random);
      FloatMatrix out = FloatMatrix.of(m, 21, 0, 0);
      Runs.assertAllocatesNothing(
          "the product with " + type,
          multiply(kernels(), lhs.view(), weights, out.view(), Epilogue.NONE));
      if (MatMulBlocks.takesQuantizedRows(type)) {
        int block = MatMulBlocks.activationBlock(type);
        QuantizedRows rows = quantized(kernels(), block, lhs);
        Runs.assertAllocatesNothing("quantizing", kernels().quantize(lhs.view(), rows));
        Runs.assertAllocatesNothing(
            "the product of quantized activations with " + type,
            multiply(kernels(), rows, weights, out.view(), Epilogue.NONE));
      }
    }
  }

  @Test
  void doesNothingWhereTheOutputIsEmpty() {
    Random random = new Random(SEED);
    BlockMatrix weights = BlockWeights.moderate(ElementType.Q8_0, 5, 64, 0, random);
    BlockMatrix none = BlockWeights.moderate(ElementType.Q8_0, 0, 64, 0, random);
    MatrixView empty = MatrixView.dense(weights.segment(), 0, 64);
    MatrixView out = MatrixView.dense(Arena.ofAuto().allocate(64, 64), 0, 5);
    assertEquals(0, multiply(kernels(), empty, weights, out, Epilogue.NONE).parts());
    FloatMatrix lhs = FloatMatrix.random(2, 64, 0, 0, random);
    MatrixView narrow = MatrixView.dense(out.segment(), 2, 0);
    assertEquals(0, multiply(kernels(), lhs.view(), none, narrow, Epilogue.NONE).parts());
    QuantizedRows rows = quantized(kernels(), 32, lhs);
    assertEquals(0, multiply(kernels(), rows, none, narrow, Epilogue.NONE).parts());
  }

  @Test
  void givesTheEpilogueOfZeroWhereKIsZero() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    BlockMatrix weights = BlockMatrix.dense(ElementType.Q4_K, memory, 0, 5, 0);
    FloatMatrix bias = FloatMatrix.random(1, 5, 0, 0, new Random(SEED));
    FloatMatrix out = FloatMatrix.of(2, 5, 0, 0);
    Epilogue epilogue = Epilogue.bias(bias.buffer.segment);
    Runs.run(multiply(kernels(), MatrixView.dense(memory, 2, 0), weights, out.view(), epilogue));
    assertEquals(bias.get(0, 4), out.get(1, 4));
    QuantizedRows rows = new QuantizedRows(256, 2, 0, memory);
    FloatMatrix quantized = FloatMatrix.of(2, 5, 0, 0);
    Runs.run(multiply(kernels(), rows, weights, quantized.view(), epilogue));
    assertEquals(bias.get(0, 4), quantized.get(1, 4));
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Random random = new Random(SEED);
    FloatMatrix lhs = FloatMatrix.random(2, 256, 0, 0, random);
    MatrixView out = FloatMatrix.of(2, 4, 0, 0).view();
    BlockMatrix weights = BlockWeights.moderate(ElementType.Q4_K, 4, 256, 0, random);
    MemorySegment memory = weights.segment();
    QuantizedRows rows = quantized(SCALAR, 256, lhs);
    QuantizedRows wrongBlock = quantized(SCALAR, 32, lhs);
    QuantizedRows tooShort = new QuantizedRows(256, 3, 256, rows.segment());
    QuantizedRows unaligned =
        new QuantizedRows(256, 1, 256, rows.segment().asSlice(4, rows.segment().byteSize() - 4));
    rejects("256", wrongBlock, weights, out, Epilogue.NONE);
    rejects("lhs", tooShort, weights, out, Epilogue.NONE);
    rejects("aligned", unaligned, weights, out, Epilogue.NONE);
    rejects("out", rows, weights, FloatMatrix.of(2, 5, 0, 0).view(), Epilogue.NONE);
    rejects("bias", rows, weights, out, Epilogue.bias(Arena.ofAuto().allocate(12, 4)));
    ElementType q4 = ElementType.Q4_K;
    rejects("weights", rows, new BlockMatrix(q4, memory, 9, 4, 256, 144), out, Epilogue.NONE);
    rejects("weights", rows, new BlockMatrix(q4, memory, 0, 4, 256, 143), out, Epilogue.NONE);
    rejects("weights", rows, new BlockMatrix(q4, memory, -1, 4, 256, 144), out, Epilogue.NONE);
    rejects("weights", rows, new BlockMatrix(q4, memory, 0, 4, 128, 144), out, Epilogue.NONE);
    rejects("columns", rows, new BlockMatrix(q4, memory, 0, 0, 512, 288), out, Epilogue.NONE);
    rejects("weights", rows, BlockMatrix.dense(q4, memory, 0, -4, 256), out, Epilogue.NONE);
    rejects(
        "weights",
        rows,
        new BlockMatrix(q4, memory, 0, 4, 256, Long.MAX_VALUE / 2),
        out,
        Epilogue.NONE);
    ElementType iq2 = ElementType.IQ2_XS;
    rejects("iq2_xs", rows, BlockMatrix.dense(iq2, memory, 0, 4, 256), out, Epilogue.NONE);
    ElementType i8 = ElementType.INT8;
    rejects("i8", rows, BlockMatrix.dense(i8, memory, 0, 4, 128), out, Epilogue.NONE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                kernels().multiply(lhs.view(), weights, out, Epilogue.NONE, memory.asSlice(0, 0)));
    boolean needsNone = kernels().scratchBytesPerWorker(q4, 2, 256, 4) == 0;
    assertTrue(needsNone || e.getMessage().contains("scratch"), e.getMessage());
  }

  private void rejects(
      String named, QuantizedRows lhs, BlockMatrix weights, MatrixView out, Epilogue epilogue) {
    MemorySegment scratch = Arena.ofAuto().allocate(1 << 20, 64);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> kernels().multiply(lhs, weights, out, epilogue, scratch));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private void checkQuantized(
      ElementType type, int m, int k, int n, int at, int kind, Random random) {
    String what = type + ": " + m + " × " + k + " × " + n + ", seed " + SEED;
    FloatMatrix lhs = activations(m, k, random);
    if (kind % 5 == 1) {
      lhs.set(random.nextInt(m), random.nextInt(k), Float.NaN);
    }
    BlockMatrix weights =
        kind % 3 == 2
            ? BlockWeights.extreme(type, n, k, at, random)
            : BlockWeights.moderate(type, n, k, at, random);
    QuantizedRows rows = quantized(SCALAR, MatMulBlocks.activationBlock(type), lhs);
    FloatMatrix expected = FloatMatrix.of(m, n, 0, 0);
    FloatMatrix out = FloatMatrix.of(m, n, random.nextInt(3), random.nextInt(64));
    Epilogue epilogue = epilogue(m, n, random);
    Runs.run(multiply(SCALAR, rows, weights, expected.view(), epilogue));
    Runs.run(multiply(kernels(), rows, weights, out.view(), epilogue));
    assertSameBits(expected, out, what);
  }

  private void checkFloat(ElementType type, int m, int k, int n, int at, int kind, Random random) {
    String what = type + ": " + m + " × " + k + " × " + n + ", seed " + SEED;
    FloatMatrix lhs = activations(m, k, random);
    boolean extreme = kind % 3 == 2;
    if (extreme) {
      for (int i = 0; i < 8; i++) {
        float special = (float) Values.real(ElementType.FLOAT32, random);
        lhs.set(random.nextInt(m), random.nextInt(k), special);
      }
    }
    BlockMatrix weights =
        extreme
            ? BlockWeights.extreme(type, n, k, at, random)
            : BlockWeights.moderate(type, n, k, at, random);
    FloatMatrix expected = FloatMatrix.of(m, n, 0, 0);
    FloatMatrix out = FloatMatrix.of(m, n, random.nextInt(3), random.nextInt(64));
    Epilogue epilogue = epilogue(m, n, random);
    Runs.run(multiply(SCALAR, lhs.view(), weights, expected.view(), epilogue));
    Runs.run(multiply(kernels(), lhs.view(), weights, out.view(), epilogue));
    assertSameBits(expected, out, what);
  }

  private static Epilogue epilogue(int m, int n, Random random) {
    return new Epilogue(
        random.nextBoolean() ? null : FloatMatrix.random(1, n, 0, 4, random).buffer.segment,
        Activation.NONE,
        random.nextBoolean() ? null : FloatMatrix.random(m, n, 1, 8, random).view());
  }

  /** Activations of many magnitudes, some blocks of zeros. */
  private static FloatMatrix activations(int m, int k, Random random) {
    FloatMatrix matrix = FloatMatrix.random(m, k, random.nextInt(3), random.nextInt(64), random);
    for (int row = 0; row < m; row++) {
      float scale = Math.scalb(1f, random.nextInt(16) - 8);
      boolean zero = random.nextInt(8) == 0;
      for (int column = 0; column < k; column++) {
        matrix.set(row, column, zero && column < 256 ? 0f : matrix.get(row, column) * scale);
      }
    }
    return matrix;
  }

  private static void assertSameBits(FloatMatrix expected, FloatMatrix out, String what) {
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        float x = expected.get(row, column);
        float y = out.get(row, column);
        if (Float.floatToIntBits(x) != Float.floatToIntBits(y)) {
          assertEquals(x, y, what + ": element (" + row + ", " + column + ")");
        }
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  private static float value(QuantizedRows rows, int row, int p) {
    long at = row * QuantizedRows.rowBytes(rows.block(), rows.columns());
    long scaleAt = at + QuantizedRows.scalesAt(rows.columns()) + 4L * (p / rows.block());
    return rows.segment().get(JAVA_BYTE, at + p)
        * rows.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt);
  }

  private static QuantizedRows quantized(MatMulBlocks kernels, int block, FloatMatrix in) {
    long bytes = QuantizedRows.bytes(block, in.rows, in.columns);
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(bytes, 64), 64);
    memory.fill((byte) 0x7F);
    QuantizedRows rows = new QuantizedRows(block, in.rows, in.columns, memory);
    Runs.run(kernels.quantize(in.view(), rows));
    return rows;
  }

  private static Task multiply(
      MatMulBlocks kernels,
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue) {
    MemorySegment scratch = scratch(kernels, lhs.rows(), weights);
    return kernels.multiply(lhs, weights, out, epilogue, scratch);
  }

  private static Task multiply(
      MatMulBlocks kernels,
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue) {
    MemorySegment scratch = scratch(kernels, lhs.rows(), weights);
    return kernels.multiply(lhs, weights, out, epilogue, scratch);
  }

  /** Scratch for eight workers, full of NaN. */
  private static MemorySegment scratch(MatMulBlocks kernels, int m, BlockMatrix weights) {
    long bytes =
        kernels.scratchBytesPerWorker(weights.type(), m, weights.columns(), weights.rows());
    MemorySegment scratch = Arena.ofAuto().allocate(Math.max(8 * bytes, 64), 64);
    scratch.fill((byte) 0xFF);
    return scratch;
  }
}
