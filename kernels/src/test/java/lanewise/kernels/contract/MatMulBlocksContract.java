package lanewise.kernels.contract;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tier's products with blocks do: the scalar tier's bits, which follow the order. */
abstract class MatMulBlocksContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 90_210);
  private static final MatMulBlocks SCALAR = BlockProducts.SCALAR;

  /** The kernels under test. */
  abstract MatMulBlocks kernels();

  static List<ElementType> quantizedTypes() {
    return BlockWeights.QUANTIZED;
  }

  static List<ElementType> allTypes() {
    return BlockWeights.ALL;
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheScalarBitsForEverySizeAtEveryByte(ElementType type) {
    Random random = new Random(SEED + 1);
    int step = type.isPlain() ? 1 : type.blockElements();
    for (int size = 1; size <= 130; size++) {
      int k = step * (step == 256 ? 1 + size % 2 : 1 + size % 5);
      check(type, size, k, 1 + size % 6, size % 64, size, random);
      check(type, 1 + size % 9, k, size, (size + 31) % 64, size + 1, random);
      int blocks = step == 256 ? size % 9 + 1 : size;
      check(type, 1 + size % 3, step * blocks, 1 + size % 7, size % 64, size + 2, random);
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheScalarBitsForRandomSizes(ElementType type) {
    Random random = new Random(SEED + 2);
    int step = type.blockElements();
    // The definition needs no comparison with itself.
    int cases = kernels().getClass() == SCALAR.getClass() ? 100 : 2_000;
    for (int i = 0; i < cases; i++) {
      boolean small = i % 25 != 0;
      int m = 1 + random.nextInt(small ? 3 : i % 4 == 0 ? 40 : 9);
      int k = step * (1 + random.nextInt(small ? Math.max(1, 96 / step) : 512 / step));
      check(type, m, k, 1 + random.nextInt(small ? 7 : 40), random.nextInt(64), i, random);
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheScalarBitsForLargeSizes(ElementType type) {
    Random random = new Random(SEED + 9);
    check(type, 1, 4096, 200, 17, 0, random);
    check(type, 33, 2304, 70, 0, 1, random);
    check(type, 300, 256, 19, 2, 3, random);
    for (int i = 0; i < 17; i++) {
      int k = 256 * (1 + random.nextInt(i % 3 == 0 ? 30 : 3));
      int m = 1 + random.nextInt(i % 3 == 1 ? 140 : 3);
      check(type, m, k, 1 + random.nextInt(i % 3 == 2 ? 700 : 9), random.nextInt(64), i, random);
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
    QuantizedRows rows =
        BlockProducts.quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
    FloatMatrix quantized = FloatMatrix.of(3, 37, 0, 0);
    FloatMatrix exact = FloatMatrix.of(3, 37, 0, 0);
    Runs.run(BlockProducts.multiply(kernels(), rows, weights, quantized.view(), Epilogue.NONE));
    Runs.run(BlockProducts.multiply(kernels(), lhs.view(), weights, exact.view(), Epilogue.NONE));
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 37; column++) {
        double sum = 0;
        double quantizedSum = 0;
        double magnitude = 0;
        for (int p = 0; p < k; p++) {
          double w = values[column * k + p];
          sum += lhs.get(row, p) * w;
          quantizedSum += BlockProducts.value(rows, row, p) * w;
          magnitude += Math.abs(lhs.get(row, p) * w);
        }
        // Minima may cancel against codes, so the terms of a sum are up to eight times its own.
        assertEquals(sum, exact.get(row, column), k / 16.0 * 0x1p-23 * magnitude);
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
        QuantizedRows rows =
            BlockProducts.quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
        Epilogue epilogue = new Epilogue(bias.buffer.segment, activation, residual.view());
        FloatMatrix expected = FloatMatrix.of(5, 67, 0, 0);
        FloatMatrix out = FloatMatrix.of(5, 67, 2, 4);
        Runs.run(BlockProducts.multiply(SCALAR, rows, weights, expected.view(), epilogue));
        Runs.run(BlockProducts.multiply(kernels(), rows, weights, out.view(), epilogue));
        BlockProducts.assertClose(expected, out, activation + " of " + type);
        Runs.run(BlockProducts.multiply(SCALAR, lhs.view(), weights, expected.view(), epilogue));
        Runs.run(BlockProducts.multiply(kernels(), lhs.view(), weights, out.view(), epilogue));
        BlockProducts.assertClose(expected, out, activation + " of " + type);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void givesTheSameBitsForAnyNumberOfWorkers(ElementType type) {
    Random random = new Random(SEED + 5);
    FloatMatrix lhs = FloatMatrix.random(19, 512, 0, 0, random);
    BlockMatrix weights = BlockWeights.moderate(type, 140, 512, 7, random);
    FloatMatrix out = FloatMatrix.of(19, 140, 0, 0);
    MemorySegment scratch = BlockProducts.scratch(kernels(), 19, weights, 8);
    Task product = kernels().multiply(lhs.view(), weights, out.view(), Epilogue.NONE, scratch);
    Runs.assertCutIntoParts("the product", product, 1);
    Runs.assertSameBitsForAnyWorkers(product, out.buffer::bytes);
    if (MatMulBlocks.takesQuantizedRows(type)) {
      QuantizedRows rows =
          BlockProducts.quantized(kernels(), MatMulBlocks.activationBlock(type), lhs);
      Task quantized = kernels().multiply(rows, weights, out.view(), Epilogue.NONE, scratch);
      Runs.assertCutIntoParts("the product", quantized, 1);
      Runs.assertSameBitsForAnyWorkers(quantized, out.buffer::bytes);
    }
  }

  @Tag(Runs.ALLOCATION)
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
          BlockProducts.multiply(kernels(), lhs.view(), weights, out.view(), Epilogue.NONE));
      if (MatMulBlocks.takesQuantizedRows(type)) {
        int block = MatMulBlocks.activationBlock(type);
        QuantizedRows rows = BlockProducts.quantized(kernels(), block, lhs);
        Runs.assertAllocatesNothing("quantizing", kernels().quantize(lhs.view(), rows));
        Runs.assertAllocatesNothing(
            "the product of quantized activations with " + type,
            BlockProducts.multiply(kernels(), rows, weights, out.view(), Epilogue.NONE));
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
    assertEquals(0, BlockProducts.multiply(kernels(), empty, weights, out, Epilogue.NONE).parts());
    FloatMatrix lhs = FloatMatrix.random(2, 64, 0, 0, random);
    MatrixView narrow = MatrixView.dense(out.segment(), 2, 0);
    assertEquals(
        0, BlockProducts.multiply(kernels(), lhs.view(), none, narrow, Epilogue.NONE).parts());
    QuantizedRows rows = BlockProducts.quantized(kernels(), 32, lhs);
    assertEquals(0, BlockProducts.multiply(kernels(), rows, none, narrow, Epilogue.NONE).parts());
  }

  @Test
  void givesTheEpilogueOfZeroWhereKIsZero() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    BlockMatrix weights = BlockMatrix.dense(ElementType.Q4_K, memory, 0, 5, 0);
    FloatMatrix bias = FloatMatrix.random(1, 5, 0, 0, new Random(SEED));
    FloatMatrix out = FloatMatrix.of(2, 5, 0, 0);
    Epilogue epilogue = Epilogue.bias(bias.buffer.segment);
    Runs.run(
        BlockProducts.multiply(
            kernels(), MatrixView.dense(memory, 2, 0), weights, out.view(), epilogue));
    assertEquals(bias.get(0, 4), out.get(1, 4));
    QuantizedRows rows = new QuantizedRows(256, 2, 0, memory);
    FloatMatrix quantized = FloatMatrix.of(2, 5, 0, 0);
    Runs.run(BlockProducts.multiply(kernels(), rows, weights, quantized.view(), epilogue));
    assertEquals(bias.get(0, 4), quantized.get(1, 4));
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Random random = new Random(SEED);
    FloatMatrix lhs = FloatMatrix.random(2, 256, 0, 0, random);
    MatrixView out = FloatMatrix.of(2, 4, 0, 0).view();
    BlockMatrix weights = BlockWeights.moderate(ElementType.Q4_K, 4, 256, 0, random);
    MemorySegment memory = weights.segment();
    QuantizedRows rows = BlockProducts.quantized(SCALAR, 256, lhs);
    QuantizedRows wrongBlock = BlockProducts.quantized(SCALAR, 32, lhs);
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
    if (kernels().scratchBytesPerWorker(q4, 2, 256, 4) > 0) {
      MemorySegment none = memory.asSlice(0, 0);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernels().multiply(lhs.view(), weights, out, Epilogue.NONE, none));
      assertTrue(e.getMessage().contains("scratch"), e.getMessage());
    }
  }

  /** Both products where the type has both, with special values and scales in some cases. */
  private void check(ElementType type, int m, int k, int n, int at, int kind, Random random) {
    String what = type + ": " + m + " × " + k + " × " + n + " at " + at + ", seed " + SEED;
    FloatMatrix lhs = BlockProducts.activations(m, k, random);
    boolean extreme = kind % 3 == 2;
    BlockMatrix weights =
        extreme
            ? BlockWeights.extreme(type, n, k, at, random)
            : BlockWeights.moderate(type, n, k, at, random);
    for (int i = 0; extreme && i < 8; i++) {
      float special = (float) Values.real(ElementType.FLOAT32, random);
      lhs.set(random.nextInt(m), random.nextInt(k), special);
    }
    BlockProducts.assertScalarBits(kernels(), lhs, weights, what, random);
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
}
