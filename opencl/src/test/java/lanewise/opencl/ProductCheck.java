package lanewise.opencl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.BiFunction;
import lanewise.kernels.Activation;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;

/** Products of a tier held against the scalar tier's, bit by bit. */
final class ProductCheck {
  private ProductCheck() {}

  static MemorySegment memory(long bytes) {
    return Arena.ofAuto().allocate(Math.max(64, bytes), 64);
  }

  private static MemorySegment gaussians(int count, Random random) {
    MemorySegment memory = memory(4L * count);
    for (int i = 0; i < count; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    return memory;
  }

  private static MemorySegment bytes(int count, Random random) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    MemorySegment memory = memory(count);
    MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, count);
    return memory;
  }

  private static void run(Task task) {
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }

  private static void assertSame(MemorySegment expected, MemorySegment actual, String what) {
    assertEquals(-1, expected.mismatch(actual), what);
  }

  private static MatMulF32 scalarF32() {
    return Tiers.named("scalar").matMulF32();
  }

  static void f32(MatMulF32 kernel, int m, int k, int n, Random random) {
    MatrixView lhs = MatrixView.dense(gaussians(m * k, random), m, k);
    MatrixView rhs = MatrixView.dense(gaussians(k * n, random), k, n);
    Epilogue epilogue = epilogue(m, n, random);
    BiFunction<MatMulF32, MemorySegment, MemorySegment> product =
        (tier, out) -> {
          PackedMatrix packed = tier.packed(k, n, memory(tier.packedBytes(k, n)));
          run(tier.pack(rhs, packed));
          run(tier.multiply(lhs, packed, MatrixView.dense(out, m, n), epilogue));
          return out;
        };
    assertSame(
        product.apply(scalarF32(), memory(4L * m * n)),
        product.apply(kernel, memory(4L * m * n)),
        "f32 " + m + " × " + k + " × " + n);
  }

  private static Epilogue epilogue(int m, int n, Random random) {
    return new Epilogue(
        gaussians(n, random), Activation.RELU, MatrixView.dense(gaussians(m * n, random), m, n));
  }

  static void pairs(MatMulHalf kernel, int m, int k, int n, Random random) {
    MatMulHalf scalar = Tiers.named("scalar").matMulHalf();
    MatrixView floats = MatrixView.dense(gaussians(m * k, random), m, k);
    MatrixView lhs = MatrixView.dense(memory(2L * m * k), m, k);
    run(scalar.round(floats, lhs));
    MatrixView rhs = MatrixView.dense(gaussians(k * n, random), k, n);
    MemorySegment[] outs = {memory(4L * m * n), memory(4L * m * n)};
    MatMulHalf[] tiers = {scalar, kernel};
    for (int i = 0; i < 2; i++) {
      ElementType type = ElementType.BFLOAT16;
      PackedMatrix packed = tiers[i].packed(type, k, n, memory(tiers[i].packedBytes(type, k, n)));
      run(tiers[i].pack(ElementType.FLOAT32, rhs, packed));
      MatrixView out = MatrixView.dense(outs[i], m, n);
      run(tiers[i].multiply(type, lhs, packed, out, Epilogue.NONE, memory(64)));
    }
    assertSame(outs[0], outs[1], "bf16 " + m + " × " + k + " × " + n);
  }

  static void int8(MatMulInt8 kernel, int m, int k, int n, Random random) {
    MatMulInt8 scalar = Tiers.named("scalar").matMulInt8();
    MatMulInt8.Lhs lhs =
        new MatMulInt8.Lhs(
            ElementType.UINT8,
            MatrixView.dense(bytes(m * k, random), m, k),
            bytes(m, random),
            true);
    MatrixView rhs = MatrixView.dense(bytes(k * n, random), k, n);
    MemorySegment zeros = bytes(n, random);
    MemorySegment[] outs = {memory(4L * m * n), memory(4L * m * n)};
    MatMulInt8[] tiers = {scalar, kernel};
    for (int i = 0; i < 2; i++) {
      PackedMatrix packed =
          tiers[i].packed(ElementType.INT8, k, n, memory(tiers[i].packedBytes(k, n)));
      run(tiers[i].pack(rhs, packed));
      run(tiers[i].multiply(lhs, packed, zeros, true, MatrixView.dense(outs[i], m, n)));
    }
    assertSame(outs[0], outs[1], "int8 " + m + " × " + k + " × " + n);
  }

  static void blocks(MatMulBlocks kernel, ElementType type, int m, int k, int n, Random random) {
    MatMulBlocks scalar = Tiers.named("scalar").matMulBlocks();
    BlockMatrix weights =
        BlockMatrix.dense(type, bytes(Math.toIntExact(n * type.byteSize(k)), random), 0, n, k);
    MatrixView lhs = MatrixView.dense(gaussians(m * k, random), m, k);
    int block = MatMulBlocks.activationBlock(type);
    QuantizedRows rows = new QuantizedRows(block, m, k, memory(QuantizedRows.bytes(block, m, k)));
    run(scalar.quantize(lhs, rows));
    MemorySegment[] outs = {
      memory(4L * m * n), memory(4L * m * n), memory(4L * m * n), memory(4L * m * n)
    };
    MatMulBlocks[] tiers = {scalar, kernel};
    for (int i = 0; i < 2; i++) {
      MatrixView floats = MatrixView.dense(outs[2 * i], m, n);
      MatrixView quantized = MatrixView.dense(outs[2 * i + 1], m, n);
      MemorySegment scratch = memory(tiers[i].scratchBytesPerWorker(type, m, k, n));
      run(tiers[i].multiply(lhs, weights, floats, Epilogue.NONE, scratch));
      run(tiers[i].multiply(rows, weights, quantized, Epilogue.NONE, scratch));
    }
    String what = type + " " + m + " × " + k + " × " + n;
    assertArrayEquals(canonical(outs[0], m * n), canonical(outs[2], m * n), what);
    assertArrayEquals(canonical(outs[1], m * n), canonical(outs[3], m * n), what + ", quantized");
  }

  /** Bits, with every NaN the same: random scales have some. */
  private static int[] canonical(MemorySegment floats, int count) {
    int[] bits = new int[count];
    for (int i = 0; i < count; i++) {
      bits[i] = Float.floatToIntBits(floats.getAtIndex(JAVA_FLOAT, i));
    }
    return bits;
  }
}
