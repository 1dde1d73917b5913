package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products in machine code of more rows, and of longer ones, than one unpacking serves. */
class ManyRowsOfBlocksTest {
  private static final long SEED = Long.getLong("lanewise.test.seed", 4_711);
  private static final MatMulBlocks SCALAR = Tiers.named("scalar").matMulBlocks();

  /** Sizes m, k, n. */
  private static final int[][] SIZES = {
    {50, 2304, 77}, {9, 1024, 33}, {600, 256, 20}, {16, 2816, 64}, {100, 512, 1}
  };

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (int bits : new int[] {256, 512}) {
      for (ElementType type : BlockWeights.QUANTIZED) {
        cases.add(Arguments.of(bits, type));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheScalarBitsInMachineCode(int bits, ElementType type) {
    KernelTier tier = bits == 256 ? MachineTierForTests.avx2() : MachineTierForTests.create();
    MatMulBlocks kernels = tier.matMulBlocks();
    Random random = new Random(SEED);
    for (int[] size : SIZES) {
      int m = size[0];
      int k = size[1];
      int n = size[2];
      String what = type + ": " + m + " × " + k + " × " + n + ", seed " + SEED;
      FloatMatrix in = FloatMatrix.random(m, k, 0, 0, random);
      int block = MatMulBlocks.activationBlock(type);
      MemorySegment memory = Arena.ofAuto().allocate(QuantizedRows.bytes(block, m, k), 64);
      QuantizedRows lhs = new QuantizedRows(block, m, k, memory);
      Runs.run(SCALAR.quantize(in.view(), lhs));
      BlockMatrix weights = BlockWeights.moderate(type, n, k, 3, random);
      FloatMatrix expected = FloatMatrix.of(m, n, 0, 0);
      FloatMatrix out = FloatMatrix.of(m, n, 1, 4);
      Runs.run(multiply(SCALAR, lhs, weights, expected));
      Task product = multiply(kernels, lhs, weights, out);
      assertEquals("machine", product.tier(), what);
      Runs.assertSameBitsForAnyWorkers(product, out.buffer::bytes);
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          assertEquals(expected.get(row, column), out.get(row, column), what);
        }
      }
      if (m * k < 10_000) {
        Runs.assertAllocatesNothing(what, product);
      }
    }
    assertTrue(tier.refusals().isEmpty(), () -> tier.refusals().toString());
  }

  static Stream<Arguments> plainAndDecoded() {
    List<Arguments> cases = new ArrayList<>();
    for (int bits : new int[] {256, 512}) {
      for (ElementType type :
          new ElementType[] {
            ElementType.FLOAT32,
            ElementType.FLOAT16,
            ElementType.BFLOAT16,
            ElementType.Q8_0,
            ElementType.Q4_K,
            ElementType.IQ2_XS
          }) {
        cases.add(Arguments.of(bits, type));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("plainAndDecoded")
  void givesTheScalarBitsOfFloatActivationsInMachineCode(int bits, ElementType type) {
    KernelTier tier = bits == 256 ? MachineTierForTests.avx2() : MachineTierForTests.create();
    MatMulBlocks kernels = tier.matMulBlocks();
    Random random = new Random(SEED);
    for (int[] size : SIZES) {
      int m = size[0];
      int k = type.isPlain() ? size[1] + size[2] % 16 : size[1];
      int n = size[2];
      String what = type + ": " + m + " × " + k + " × " + n + ", seed " + SEED;
      FloatMatrix lhs = FloatMatrix.random(m, k, 3, 4, random);
      BlockMatrix weights = BlockWeights.moderate(type, n, k, 3, random);
      FloatMatrix expected = FloatMatrix.of(m, n, 0, 0);
      FloatMatrix out = FloatMatrix.of(m, n, 1, 4);
      Runs.run(multiply(SCALAR, lhs, weights, expected));
      Task product = multiply(kernels, lhs, weights, out);
      assertEquals("machine", product.tier(), what);
      Runs.assertSameBitsForAnyWorkers(product, out.buffer::bytes);
      for (int row = 0; row < m; row++) {
        for (int column = 0; column < n; column++) {
          assertEquals(expected.get(row, column), out.get(row, column), what);
        }
      }
    }
    assertTrue(tier.refusals().isEmpty(), () -> tier.refusals().toString());
  }

  private static Task multiply(
      MatMulBlocks kernels, FloatMatrix lhs, BlockMatrix weights, FloatMatrix out) {
    long bytes =
        kernels.scratchBytesPerWorker(weights.type(), lhs.rows, weights.columns(), weights.rows());
    MemorySegment scratch = Arena.ofAuto().allocate(8 * bytes, 64);
    scratch.fill((byte) 0xFF);
    return kernels.multiply(lhs.view(), weights, out.view(), Epilogue.NONE, scratch);
  }

  private static Task multiply(
      MatMulBlocks kernels, QuantizedRows lhs, BlockMatrix weights, FloatMatrix out) {
    long bytes =
        kernels.scratchBytesPerWorker(
            weights.type(), lhs.rows(), weights.columns(), weights.rows());
    MemorySegment scratch = Arena.ofAuto().allocate(8 * bytes, 64);
    scratch.fill((byte) 0xFF);
    return kernels.multiply(lhs, weights, out.view(), Epilogue.NONE, scratch);
  }
}
