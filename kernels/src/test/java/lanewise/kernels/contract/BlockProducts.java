package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.Activation;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;

/** Products with blocks, and what they are held against. */
final class BlockProducts {
  /** The definition. */
  static final MatMulBlocks SCALAR = Tiers.named("scalar").matMulBlocks();

  /** Normally distributed values; making them anew for every case would take most of the time. */
  private static final float[] NORMAL = normal();

  private BlockProducts() {}

  private static float[] normal() {
    Random random = new Random(7);
    float[] values = new float[4099];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** That both products, where the type has both, have the scalar tier's bits. */
  static void assertScalarBits(
      MatMulBlocks kernels, FloatMatrix lhs, BlockMatrix weights, String what, Random random) {
    int m = lhs.rows;
    int n = weights.rows();
    FloatMatrix expected = FloatMatrix.of(m, n, 0, 0);
    FloatMatrix out = FloatMatrix.of(m, n, random.nextInt(3), random.nextInt(64));
    Epilogue epilogue = epilogue(m, n, random);
    Runs.run(multiply(SCALAR, lhs.view(), weights, expected.view(), epilogue));
    Runs.run(multiply(kernels, lhs.view(), weights, out.view(), epilogue));
    assertSameBits(expected, out, what);
    if (MatMulBlocks.takesQuantizedRows(weights.type())) {
      int block = MatMulBlocks.activationBlock(weights.type());
      QuantizedRows rows = quantized(SCALAR, block, lhs);
      Runs.run(multiply(SCALAR, rows, weights, expected.view(), epilogue));
      Runs.run(multiply(kernels, rows, weights, out.view(), epilogue));
      assertSameBits(expected, out, what + ", quantized");
    }
  }

  static Epilogue epilogue(int m, int n, Random random) {
    return new Epilogue(
        random.nextBoolean() ? null : FloatMatrix.random(1, n, 0, 4, random).buffer.segment,
        Activation.NONE,
        random.nextBoolean() ? null : FloatMatrix.random(m, n, 1, 8, random).view());
  }

  /** Activations of many magnitudes, some blocks of zeros. */
  static FloatMatrix activations(int m, int k, Random random) {
    FloatMatrix matrix = FloatMatrix.of(m, k, random.nextInt(3), random.nextInt(64));
    for (int row = 0; row < m; row++) {
      float scale = Math.scalb(1f, random.nextInt(16) - 8);
      boolean zero = random.nextInt(8) == 0;
      int first = random.nextInt(NORMAL.length);
      for (int column = 0; column < k; column++) {
        float value = NORMAL[(first + column) % NORMAL.length] * scale;
        matrix.set(row, column, zero && column < 256 ? 0f : value);
      }
    }
    return matrix;
  }

  static void assertSameBits(FloatMatrix expected, FloatMatrix out, String what) {
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

  static void assertClose(FloatMatrix expected, FloatMatrix out, String what) {
    for (int row = 0; row < out.rows; row++) {
      for (int column = 0; column < out.columns; column++) {
        float x = expected.get(row, column);
        assertEquals(x, out.get(row, column), 1e-6 * Math.max(1, Math.abs(x)), what);
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  static float value(QuantizedRows rows, int row, int p) {
    long at = row * QuantizedRows.rowBytes(rows.block(), rows.columns());
    long scaleAt = at + QuantizedRows.scalesAt(rows.columns()) + 4L * (p / rows.block());
    return rows.segment().get(JAVA_BYTE, at + p)
        * rows.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt);
  }

  static QuantizedRows quantized(MatMulBlocks kernels, int block, FloatMatrix in) {
    long bytes = QuantizedRows.bytes(block, in.rows, in.columns);
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(bytes, 64), 64);
    memory.fill((byte) 0x7F);
    QuantizedRows rows = new QuantizedRows(block, in.rows, in.columns, memory);
    Runs.run(kernels.quantize(in.view(), rows));
    return rows;
  }

  static Task multiply(
      MatMulBlocks kernels,
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue) {
    MemorySegment scratch = scratch(kernels, lhs.rows(), weights, 1);
    return kernels.multiply(lhs, weights, out, epilogue, scratch);
  }

  static Task multiply(
      MatMulBlocks kernels,
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue) {
    MemorySegment scratch = scratch(kernels, lhs.rows(), weights, 1);
    return kernels.multiply(lhs, weights, out, epilogue, scratch);
  }

  /** Scratch for so many workers, full of NaN. */
  static MemorySegment scratch(MatMulBlocks kernels, int m, BlockMatrix weights, int workers) {
    long bytes =
        kernels.scratchBytesPerWorker(weights.type(), m, weights.columns(), weights.rows());
    MemorySegment scratch = Arena.ofAuto().allocate(Math.max(workers * bytes, 64), 64);
    scratch.fill((byte) 0xFF);
    return scratch;
  }
}
