package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.AttentionF32;
import lanewise.kernels.AttentionF32.Heads;
import lanewise.kernels.AttentionF32.Mask;
import lanewise.kernels.AttentionF32.Sizes;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineAttentionF32Test {
  private static final KernelTier SCALAR = Tiers.named("scalar");

  private final Random random = new Random(20250102);

  private MemorySegment floats(long count) {
    MemorySegment segment = Arena.ofAuto().allocate(4 * count, 4);
    for (long i = 0; i < count; i++) {
      segment.set(JAVA_FLOAT_UNALIGNED, 4 * i, 4 * random.nextFloat() - 2);
    }
    return segment;
  }

  private static void run(Task task) {
    for (int part = task.parts() - 1; part >= 0; part--) {
      task.run(part, 0);
    }
  }

  private static void assertClose(
      MemorySegment expected, MemorySegment actual, double bound, String what) {
    for (long at = 0; at < expected.byteSize(); at += 4) {
      float want = expected.get(JAVA_FLOAT_UNALIGNED, at);
      float got = actual.get(JAVA_FLOAT_UNALIGNED, at);
      if (!(Math.abs(want - got) <= bound)) {
        assertEquals(want, got, bound, what + " at " + at / 4);
      }
    }
  }

  /** Rows of all heads beside each other, as a model's projections lie. */
  private static Heads heads(MemorySegment segment, int rows, int heads, int size) {
    return new Heads(segment, 0, (long) rows * heads * size, size, (long) heads * size);
  }

  private MemorySegment attend(
      AttentionF32 kernel, Sizes sizes, MemorySegment[] inputs, Mask mask) {
    long count = (long) sizes.batch() * sizes.heads() * sizes.queries() * sizes.valueSize();
    MemorySegment out = Arena.ofAuto().allocate(4 * count, 4);
    MemorySegment scratch =
        Arena.ofAuto().allocate(Math.max(1, kernel.scratchBytesPerWorker(sizes)), 64);
    scratch.fill((byte) 0xff);
    run(
        kernel.attend(
            sizes,
            heads(inputs[0], sizes.queries(), sizes.heads(), sizes.headSize()),
            heads(inputs[1], sizes.keys(), sizes.keyHeads(), sizes.headSize()),
            heads(inputs[2], sizes.keys(), sizes.keyHeads(), sizes.valueSize()),
            mask,
            0.3f,
            heads(out, sizes.queries(), sizes.heads(), sizes.valueSize()),
            scratch));
    return out;
  }

  @ParameterizedTest
  @EnumSource
  void attendsLikeTheScalarTier(VectorUnit unit) {
    AttentionF32 kernel = MachineTiers.create(SCALAR, unit).attentionF32();
    for (int round = 0; round < 120; round++) {
      int keyHeads = 1 + random.nextInt(2);
      int valueSize = round % 2 == 0 ? 16 * (1 + random.nextInt(5)) : 1 + random.nextInt(90);
      int keys = 1 + random.nextInt(round % 10 == 0 ? 300 : 90);
      int queries = 1 + random.nextInt(round % 20 == 0 ? 300 : 40);
      int headSize = 1 + random.nextInt(70);
      Sizes sizes =
          new Sizes(
              1 + random.nextInt(2), keyHeads * 2, keyHeads, queries, keys, headSize, valueSize);
      long rows = (long) sizes.batch() * keyHeads * keys;
      MemorySegment[] inputs = {
        floats((long) sizes.batch() * sizes.heads() * queries * headSize),
        floats(rows * headSize),
        floats(rows * valueSize)
      };
      MemorySegment bias = floats((long) sizes.batch() * queries * keys);
      Mask mask =
          switch (round % 3) {
            case 0 -> null;
            case 1 -> new Mask(bias, 0, keys, 0, 0);
            default -> new Mask(bias, 0, (long) queries * keys, 0, keys);
          };
      MemorySegment expected = attend(SCALAR.attentionF32(), sizes, inputs, mask);
      MemorySegment actual = attend(kernel, sizes, inputs, mask);
      assertClose(expected, actual, 5e-6, sizes.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void maskedKeysAtTheEndChangeNoBit(VectorUnit unit) {
    AttentionF32 kernel = MachineTiers.create(SCALAR, unit).attentionF32();
    int size = 32;
    for (int keys = 1; keys < 100; keys += 7) {
      int padded = keys + 1 + random.nextInt(90);
      MemorySegment[] inputs = {
        floats(5L * size), floats((long) padded * size), floats((long) padded * size)
      };
      MemorySegment bias = Arena.ofAuto().allocate(4L * padded, 4);
      for (int i = keys; i < padded; i++) {
        bias.set(JAVA_FLOAT_UNALIGNED, 4L * i, -1e30f);
      }
      Mask mask = new Mask(bias, 0, 0, 0, 0);
      MemorySegment expected =
          attend(kernel, new Sizes(1, 1, 1, 5, keys, size, size), inputs, mask);
      MemorySegment actual =
          attend(kernel, new Sizes(1, 1, 1, 5, padded, size, size), inputs, mask);
      assertEquals(-1, expected.mismatch(actual), keys + " keys of " + padded);
    }
  }

  @ParameterizedTest
  @EnumSource
  void normalizesRowsLikeTheScalarTier(VectorUnit unit) {
    RowKernels kernel = MachineTiers.create(SCALAR, unit).rows();
    for (int columns = 1; columns <= 200; columns++) {
      int rows = 1 + random.nextInt(20);
      MatrixView in = MatrixView.dense(floats((long) rows * columns), rows, columns);
      MemorySegment scale = floats(columns);
      MemorySegment bias = floats(columns);
      for (int kind = 0; kind < 4; kind++) {
        MemorySegment expected = row(SCALAR.rows(), kind, in, scale, bias);
        MemorySegment actual = row(kernel, kind, in, scale, bias);
        assertClose(expected, actual, 5e-6, "kind " + kind + ", " + columns + " columns");
      }
    }
  }

  private static MemorySegment row(
      RowKernels kernel, int kind, MatrixView in, MemorySegment scale, MemorySegment bias) {
    MemorySegment result = Arena.ofAuto().allocate(4L * in.rows() * in.columns(), 4);
    MatrixView out = MatrixView.dense(result, in.rows(), in.columns());
    run(
        switch (kind) {
          case 0 -> kernel.softmax(in, out);
          case 1 -> kernel.layerNorm(in, scale, bias, 1e-5f, out);
          case 2 -> kernel.layerNorm(in, scale, null, 1e-5f, out);
          default -> kernel.rmsNorm(in, scale, 1e-5f, out);
        });
    return result;
  }
}
