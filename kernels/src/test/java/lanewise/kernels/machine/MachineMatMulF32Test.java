package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.Activation;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineMatMulF32Test {
  private static final KernelTier SCALAR = Tiers.named("scalar");

  private final Random random = new Random(20250101);

  private static MatMulF32 kernel(VectorUnit unit) {
    return MachineTiers.create(SCALAR, unit).matMulF32();
  }

  private MemorySegment floats(long count, int byteOffset) {
    MemorySegment segment =
        Arena.ofAuto().allocate(4 * count + byteOffset, 64).asSlice(byteOffset, 4 * count);
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

  /** Both tiers' outputs, padding between rows included. */
  private void compare(
      MatMulF32 kernel,
      int m,
      int k,
      int n,
      boolean transposed,
      Activation activation,
      int extras) {
    int byteOffset = random.nextInt(64);
    int outStride = n + random.nextInt(4);
    MemorySegment rhs = floats((long) k * n, byteOffset);
    MatrixView view =
        transposed ? MatrixView.dense(rhs, n, k).transposed() : MatrixView.dense(rhs, k, n);
    MatrixView lhs = MatrixView.dense(floats((long) m * k, byteOffset), m, k);
    MemorySegment bias = (extras & 1) == 0 ? null : floats(n, byteOffset);
    MemorySegment start = floats((long) m * outStride, 0);
    MemorySegment[] outputs = new MemorySegment[2];
    MatMulF32[] kernels = {SCALAR.matMulF32(), kernel};
    for (int i = 0; i < 2; i++) {
      outputs[i] = Arena.ofAuto().allocate(start.byteSize(), 4).copyFrom(start);
      MatrixView out = new MatrixView(outputs[i], 0, m, n, outStride, 1);
      MatrixView residual = (extras & 2) == 0 ? null : out;
      MemorySegment memory = Arena.ofAuto().allocate(kernels[i].packedBytes(k, n), 64);
      memory.fill((byte) 0xff);
      PackedMatrix packed = kernels[i].packed(k, n, memory);
      run(kernels[i].pack(view, packed));
      run(kernels[i].multiply(lhs, packed, out, new Epilogue(bias, activation, residual)));
    }
    boolean exact = activation == Activation.NONE || activation == Activation.RELU;
    for (long at = 0; at < start.byteSize(); at += 4) {
      float expected = outputs[0].get(JAVA_FLOAT_UNALIGNED, at);
      float actual = outputs[1].get(JAVA_FLOAT_UNALIGNED, at);
      float bound = exact ? 0 : 3e-7f * (1 + Math.abs(expected));
      if (Math.abs(expected - actual) > bound) {
        assertEquals(expected, actual, m + "x" + k + "x" + n + " " + activation + " at " + at);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheBitsOfTheScalarChainForEverySize(VectorUnit unit) {
    MatMulF32 kernel = kernel(unit);
    for (int size = 1; size <= 130; size++) {
      compare(kernel, size, 7, 70, false, Activation.NONE, size);
      compare(kernel, 13, size, 33, size % 2 == 0, Activation.RELU, size);
      compare(kernel, 7, 9, size, size % 2 == 1, Activation.NONE, size);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesTheBitsOfTheScalarChainInSeveralPassesOverK(VectorUnit unit) {
    MatMulF32 kernel = kernel(unit);
    compare(kernel, 20, 4099, 70, false, Activation.NONE, 1);
    compare(kernel, 20, 9001, 17, true, Activation.NONE, 3);
    compare(kernel, 14, 25_000, 20, false, Activation.NONE, 0);
  }

  @ParameterizedTest
  @EnumSource
  void finishesWithEveryActivationWithinTheStatedBound(VectorUnit unit) {
    MatMulF32 kernel = kernel(unit);
    for (Activation activation : Activation.values()) {
      for (int extras = 0; extras < 4; extras++) {
        compare(kernel, 19, 5, 83, false, activation, extras);
        compare(kernel, 6, 0, 64, false, activation, extras);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasPartsForManyThreadsInAModelsProducts(VectorUnit unit) {
    MatMulF32 kernel = kernel(unit);
    PackedMatrix packed =
        kernel.packed(384, 384, Arena.ofAuto().allocate(kernel.packedBytes(384, 384), 64));
    MatrixView lhs = MatrixView.dense(floats(128 * 384, 0), 128, 384);
    MatrixView out = MatrixView.dense(floats(128 * 384, 0), 128, 384);
    assertTrue(kernel.multiply(lhs, packed, out, Epilogue.NONE).parts() >= 8);
  }
}
