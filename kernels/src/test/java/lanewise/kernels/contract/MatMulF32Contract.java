package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every tier's f32 matrix product does. Without an activation its bits are exactly those of
 * one chain of fused multiply-adds, then the bias, then the residual.
 */
abstract class MatMulF32Contract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 4_711);

  /** The kernel under test. */
  abstract MatMulF32 kernel();

  @Test
  void givesTheChainsBitsForEverySize() {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      check(size, 17, 33, random);
      check(7, size, 19, random);
      check(5, 35, size, random);
    }
  }

  @Test
  void givesTheChainsBitsForRandomSizes() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 2_000; i++) {
      int limit = i % 100 == 0 ? 250 : 40;
      check(
          1 + random.nextInt(limit), 1 + random.nextInt(limit), 1 + random.nextInt(limit), random);
    }
  }

  @Test
  void givesTheChainsBitsForLargeShapes() {
    Random random = new Random(SEED + 9);
    for (int i = 0; i < 20; i++) {
      int large = 1_000 + random.nextInt(4_000);
      int small = 1 + random.nextInt(20);
      int other = 1 + random.nextInt(150);
      switch (i % 3) {
        case 0 -> check(large, small, other, random);
        case 1 -> check(small, large, other, random);
        default -> check(small, other, large, random);
      }
    }
  }

  @Test
  void givesTheChainsBitsAtEveryByteOffset() {
    Random random = new Random(SEED + 10);
    for (int offset = 0; offset < 64; offset++) {
      FloatMatrix lhs = FloatMatrix.random(8, 21, 1, offset, random);
      FloatMatrix rhs = FloatMatrix.random(21, 67, 1, offset * 5 % 64, random);
      FloatMatrix bias = FloatMatrix.random(1, 67, 0, offset * 7 % 64, random);
      FloatMatrix residual = FloatMatrix.random(8, 67, 2, offset * 11 % 64, random);
      FloatMatrix out = FloatMatrix.of(8, 67, 1, offset * 13 % 64);
      Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.NONE, residual.view());
      Runs.run(kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), epilogue));
      assertChains(lhs, rhs, bias, residual, out, "offset " + offset);
    }
  }

  @Test
  void givesTheChainsBitsWhereKIsLong() {
    Random random = new Random(SEED + 2);
    check(13, 5000, 70, random);
    check(1, 9001, 129, random);
  }

  @Test
  void givesTheChainsBitsForSpecialValues() {
    Random random = new Random(SEED + 3);
    for (int i = 0; i < 60; i++) {
      int m = 1 + random.nextInt(13);
      int k = 1 + random.nextInt(9);
      int n = 1 + random.nextInt(140);
      FloatMatrix lhs = FloatMatrix.of(m, k, 0, i);
      FloatMatrix rhs = FloatMatrix.of(k, n, 0, i);
      for (FloatMatrix matrix : new FloatMatrix[] {lhs, rhs}) {
        for (int e = 0; e < matrix.rows * matrix.columns; e++) {
          matrix.set(
              e / matrix.columns,
              e % matrix.columns,
              (float) Values.real(ElementType.FLOAT32, random));
        }
      }
      FloatMatrix out = FloatMatrix.of(m, n, 0, i);
      Runs.run(kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), Epilogue.NONE));
      assertChains(lhs, rhs, null, null, out, "special values, seed " + SEED);
    }
  }

  @Test
  void givesTheEpilogueOfZeroWhereKIsZero() {
    FloatMatrix bias = FloatMatrix.random(1, 67, 0, 4, new Random(SEED));
    FloatMatrix out = FloatMatrix.of(3, 67, 1, 0);
    MatrixView none = MatrixView.dense(out.buffer.segment, 3, 0);
    PackedMatrix packed = pack(MatrixView.dense(out.buffer.segment, 0, 67));
    Runs.run(kernel().multiply(none, packed, out.view(), Epilogue.bias(bias.buffer.segment)));
    for (int column = 0; column < 67; column++) {
      assertEquals(bias.get(0, column), out.get(2, column));
    }
    out.assertOnlyElementsWritten("k = 0");
  }

  @Test
  void doesNothingWhereTheOutputIsEmpty() {
    MemorySegment memory = Arena.ofAuto().allocate(64, 64);
    PackedMatrix packed = pack(MatrixView.dense(memory, 3, 0));
    Task task =
        kernel()
            .multiply(
                MatrixView.dense(memory, 2, 3),
                packed,
                MatrixView.dense(memory, 2, 0),
                Epilogue.NONE);
    assertEquals(0, task.parts());
  }

  @Test
  void addsAResidualThatIsTheOutputItself() {
    Random random = new Random(SEED + 4);
    for (int size = 1; size <= 130; size += 3) {
      FloatMatrix lhs = FloatMatrix.random(size, 37, 0, 0, random);
      FloatMatrix rhs = FloatMatrix.random(37, size, 0, 0, random);
      FloatMatrix bias = FloatMatrix.random(1, size, 0, 0, random);
      FloatMatrix out = FloatMatrix.random(size, size, 2, 0, random);
      FloatMatrix before = out.copy();
      Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.NONE, out.view());
      Runs.run(kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), epilogue));
      assertChains(lhs, rhs, bias, before, out, "in-place residual, size " + size);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void appliesTheActivationBetweenBiasAndResidual(Activation activation) {
    Random random = new Random(SEED + 5);
    for (int n : new int[] {1, 15, 63, 64, 65, 131}) {
      FloatMatrix lhs = FloatMatrix.random(9, 20, 0, 0, random);
      FloatMatrix rhs = FloatMatrix.random(20, n, 0, 0, random);
      FloatMatrix bias = FloatMatrix.random(1, n, 0, 0, random);
      FloatMatrix residual = FloatMatrix.random(9, n, 0, 0, random);
      FloatMatrix sums = FloatMatrix.of(9, n, 0, 0);
      FloatMatrix out = FloatMatrix.of(9, n, 3, 8);
      PackedMatrix packed = pack(rhs.view());
      Epilogue whole = new Epilogue(bias.buffer.segment, activation, residual.view());
      Epilogue onlyBias = Epilogue.bias(bias.buffer.segment);
      Runs.run(kernel().multiply(lhs.view(), packed, sums.view(), onlyBias));
      Runs.run(kernel().multiply(lhs.view(), packed, out.view(), whole));
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

  @Test
  void staysWithinTheBoundOfADoubleReference() {
    Random random = new Random(SEED + 6);
    int k = 700;
    FloatMatrix lhs = FloatMatrix.random(11, k, 0, 0, random);
    FloatMatrix rhs = FloatMatrix.random(k, 70, 0, 0, random);
    FloatMatrix out = FloatMatrix.of(11, 70, 0, 0);
    Runs.run(kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), Epilogue.NONE));
    for (int row = 0; row < 11; row++) {
      for (int column = 0; column < 70; column++) {
        double sum = 0;
        double magnitude = 0;
        for (int p = 0; p < k; p++) {
          double product = (double) lhs.get(row, p) * rhs.get(p, column);
          sum += product;
          magnitude += Math.abs(product);
        }
        assertEquals(sum, out.get(row, column), k * 0x1p-24 * magnitude);
      }
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    Random random = new Random(SEED + 7);
    FloatMatrix lhs = FloatMatrix.random(150, 190, 0, 0, random);
    FloatMatrix rhs = FloatMatrix.random(190, 330, 0, 0, random);
    FloatMatrix bias = FloatMatrix.random(1, 330, 0, 0, random);
    FloatMatrix out = FloatMatrix.of(150, 330, 0, 0);
    Epilogue epilogue = new Epilogue(bias.buffer.segment, Activation.GELU_ERF, null);
    Task task = kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), epilogue);
    Runs.assertCutIntoParts("the product", task, 3);
    Runs.assertSameBitsForAnyWorkers(task, out.buffer::bytes);
    PackedMatrix into = pack(rhs.view());
    Runs.assertSameBitsForAnyWorkers(
        kernel().pack(rhs.view(), into), () -> into.segment().toArray(ValueLayout.JAVA_BYTE));
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothingWhenItRuns() {
    Random random = new Random(SEED + 8);
    FloatMatrix lhs = FloatMatrix.random(31, 40, 0, 0, random);
    FloatMatrix rhs = FloatMatrix.random(40, 150, 0, 0, random);
    FloatMatrix out = FloatMatrix.of(31, 150, 0, 0);
    for (Activation activation : Activation.values()) {
      Epilogue epilogue = new Epilogue(rhs.buffer.segment, activation, out.view());
      Task task = kernel().multiply(lhs.view(), pack(rhs.view()), out.view(), epilogue);
      Runs.assertAllocatesNothing("the product with " + activation, task);
    }
    PackedMatrix into = pack(rhs.view());
    Runs.assertAllocatesNothing("packing", kernel().pack(rhs.view(), into));
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    FloatMatrix lhs = FloatMatrix.of(4, 5, 0, 0);
    PackedMatrix packed = pack(FloatMatrix.of(5, 6, 0, 0).view());
    FloatMatrix out = FloatMatrix.of(4, 6, 0, 0);
    MatrixView tooNarrow = FloatMatrix.of(4, 4, 0, 0).view();
    MatrixView pastEnd = new MatrixView(lhs.buffer.segment, 4, 4, 5, 5, 1);
    MatrixView strided = new MatrixView(lhs.buffer.segment, 0, 2, 5, 1, 2);
    PackedMatrix foreign = new PackedMatrix("other", ElementType.FLOAT32, 5, 6, packed.segment());
    rejects(tooNarrow, packed, out.view(), Epilogue.NONE, "lhs");
    rejects(pastEnd, packed, out.view(), Epilogue.NONE, "lhs");
    rejects(strided, packed, FloatMatrix.of(2, 6, 0, 0).view(), Epilogue.NONE, "lhs");
    rejects(lhs.view(), foreign, out.view(), Epilogue.NONE, "layout");
    rejects(lhs.view(), packed, tooNarrow, Epilogue.NONE, "out");
    MemorySegment shortBias = Arena.ofAuto().allocate(20, 4);
    rejects(lhs.view(), packed, out.view(), Epilogue.bias(shortBias), "bias");
  }

  private void rejects(
      MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue, String named) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> kernel().multiply(lhs, rhs, out, epilogue));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private void check(int m, int k, int n, Random random) {
    String what = m + " × " + k + " × " + n + ", seed " + SEED;
    FloatMatrix lhs = FloatMatrix.random(m, k, random.nextInt(3), random.nextInt(64), random);
    boolean transposed = random.nextBoolean();
    FloatMatrix stored =
        transposed
            ? FloatMatrix.random(n, k, random.nextInt(3), random.nextInt(64), random)
            : FloatMatrix.random(k, n, random.nextInt(3), random.nextInt(64), random);
    FloatMatrix rhs = transposed ? transpose(stored) : stored;
    FloatMatrix out = FloatMatrix.of(m, n, random.nextInt(3), random.nextInt(64));
    FloatMatrix bias =
        random.nextBoolean() ? FloatMatrix.random(1, n, 0, random.nextInt(64), random) : null;
    FloatMatrix residual =
        random.nextBoolean()
            ? FloatMatrix.random(m, n, random.nextInt(3), random.nextInt(64), random)
            : null;
    MatrixView source = transposed ? stored.view().transposed() : stored.view();
    Epilogue epilogue =
        new Epilogue(
            bias == null ? null : bias.buffer.segment,
            Activation.NONE,
            residual == null ? null : residual.view());
    Runs.run(kernel().multiply(lhs.view(), pack(source), out.view(), epilogue));
    assertChains(lhs, rhs, bias, residual, out, what);
  }

  private PackedMatrix pack(MatrixView rhs) {
    long bytes = kernel().packedBytes(rhs.rows(), rhs.columns());
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(bytes, 1), 64);
    memory.fill((byte) 0x7F);
    PackedMatrix packed = kernel().packed(rhs.rows(), rhs.columns(), memory);
    Runs.run(kernel().pack(rhs, packed));
    return packed;
  }

  private static FloatMatrix transpose(FloatMatrix matrix) {
    FloatMatrix result = FloatMatrix.of(matrix.columns, matrix.rows, 0, 0);
    for (int row = 0; row < matrix.rows; row++) {
      for (int column = 0; column < matrix.columns; column++) {
        result.set(column, row, matrix.get(row, column));
      }
    }
    return result;
  }

  private static void assertChains(
      FloatMatrix lhs,
      FloatMatrix rhs,
      FloatMatrix bias,
      FloatMatrix residual,
      FloatMatrix out,
      String what) {
    float[] right = rhs.values();
    float[] left = lhs.values();
    float[] sums = new float[out.columns];
    for (int row = 0; row < out.rows; row++) {
      Arrays.fill(sums, 0f);
      for (int p = 0; p < lhs.columns; p++) {
        addProducts(left[row * lhs.columns + p], right, p * out.columns, sums);
      }
      for (int column = 0; column < out.columns; column++) {
        float sum = sums[column];
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

  /** One link of each column's chain. */
  private static void addProducts(float x, float[] rhs, int from, float[] sums) {
    for (int column = 0; column < sums.length; column++) {
      sums[column] = Math.fma(x, rhs[from + column], sums[column]);
    }
  }
}
