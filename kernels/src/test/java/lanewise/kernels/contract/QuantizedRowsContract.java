package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How every tier quantizes activations for products with blocks. */
abstract class QuantizedRowsContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 42_042);

  /** The kernels under test. */
  abstract MatMulBlocks kernels();

  @Test
  void quantizesActivationsAsTheContractSays() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      int block = i % 8 == 1 ? 256 : i % 8 == 3 ? 128 : 32;
      FloatMatrix in =
          BlockProducts.activations(
              1 + random.nextInt(5), block * (1 + random.nextInt(i % 100 == 0 ? 130 : 5)), random);
      if (i % 3 == 0) {
        in.set(0, random.nextInt(in.columns), (float) Values.real(ElementType.FLOAT32, random));
      }
      QuantizedRows out = BlockProducts.quantized(kernels(), block, in);
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

  @Test
  void roundsHalfToEven() {
    FloatMatrix in = FloatMatrix.of(1, 32, 0, 4);
    for (int i = 0; i < 32; i++) {
      // the greatest is 127, so that a value is its own number of steps
      in.set(0, i, i == 0 ? 127f : i % 2 == 0 ? i + 0.5f : -(i + 0.5f));
    }
    QuantizedRows out = BlockProducts.quantized(kernels(), 32, in);
    for (int i = 1; i < 32; i++) {
      int expected = i % 2 == 0 ? i : -(i + 1);
      assertEquals(expected, out.segment().get(JAVA_BYTE, i), "element " + i);
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    FloatMatrix in = BlockProducts.activations(100, 512, new Random(SEED + 1));
    QuantizedRows out = BlockProducts.quantized(kernels(), 32, in);
    Task task = kernels().quantize(in.view(), out);
    Runs.assertCutIntoParts("the rows", task, 1);
    Runs.assertSameBitsForAnyWorkers(task, () -> out.segment().toArray(JAVA_BYTE));
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothingWhenItRuns() {
    FloatMatrix in = BlockProducts.activations(3, 512, new Random(SEED + 2));
    for (int block : new int[] {32, 256}) {
      QuantizedRows out = BlockProducts.quantized(kernels(), block, in);
      Runs.assertAllocatesNothing("quantizing", kernels().quantize(in.view(), out));
    }
  }

  @Test
  void writesNothingBesideItsRows() {
    FloatMatrix in = BlockProducts.activations(2, 288, new Random(SEED + 3));
    long bytes = QuantizedRows.bytes(32, 2, 288);
    Buffer memory = Buffer.of(ElementType.UINT8, (int) bytes, 0);
    Runs.run(kernels().quantize(in.view(), new QuantizedRows(32, 2, 288, memory.segment)));
    memory.assertGuardsIntact("quantizing");
    assertEquals(
        0,
        kernels()
            .quantize(
                lanewise.kernels.MatrixView.dense(memory.segment, 0, 288),
                new QuantizedRows(32, 0, 288, Arena.ofAuto().allocate(64, 64)))
            .parts());
  }
}
