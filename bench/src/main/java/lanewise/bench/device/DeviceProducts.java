package lanewise.bench.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceMemory;
import lanewise.natives.memory.NativeMemory;

/**
 * One product, or several in turn, bound on a device over zeros. Host memory only names the
 * device's and is never touched.
 */
final class DeviceProducts implements AutoCloseable {
  private static final long GAP = 256;

  private final Arena arena = Arena.ofShared();
  private final Device device;
  private final List<DeviceMemory> memories = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>();
  private double operations;
  private double bytes;

  private DeviceProducts(Device device) {
    this.device = device;
  }

  /**
   * A product of m × k by k × n.
   *
   * @param type of the weights: f32, f16 or bf16 (by f32, or bf16 by bf16), i8, or a block format
   * @param layers products with different weights, run in turn
   */
  static DeviceProducts of(Device device, ElementType type, int m, int n, int k, int layers) {
    DeviceProducts products = new DeviceProducts(device);
    try {
      for (int layer = 0; layer < layers; layer++) {
        products.add(type, m, n, k);
      }
      return products;
    } catch (RuntimeException e) {
      products.close();
      throw e;
    }
  }

  private void add(ElementType type, int m, int n, int k) {
    KernelTier tier = device.tier();
    MatrixView out = MatrixView.dense(memory(4L * m * n), m, n);
    switch (type) {
      case FLOAT32 -> {
        PackedMatrix rhs =
            tier.matMulF32().packed(k, n, memory(tier.matMulF32().packedBytes(k, n)));
        tasks.add(tier.matMulF32().multiply(floats(m, k), rhs, out, Epilogue.NONE));
      }
      case FLOAT16, BFLOAT16 -> {
        PackedMatrix rhs =
            tier.matMulHalf().packed(type, k, n, memory(tier.matMulHalf().packedBytes(type, k, n)));
        boolean both = type == ElementType.BFLOAT16;
        MatrixView lhs = both ? MatrixView.dense(memory(2L * m * k), m, k) : floats(m, k);
        tasks.add(
            tier.matMulHalf()
                .multiply(
                    both ? type : ElementType.FLOAT32, lhs, rhs, out, Epilogue.NONE, memory(64)));
      }
      case INT8 -> {
        PackedMatrix rhs =
            tier.matMulInt8().packed(type, k, n, memory(tier.matMulInt8().packedBytes(k, n)));
        MatrixView lhs = MatrixView.dense(memory((long) m * k), m, k);
        MatMulInt8.Lhs left = new MatMulInt8.Lhs(ElementType.INT8, lhs, null, false);
        tasks.add(tier.matMulInt8().multiply(left, rhs, null, false, out));
      }
      default -> {
        BlockMatrix weights =
            BlockMatrix.dense(type, memory(Math.multiplyExact(n, type.byteSize(k))), 0, n, k);
        tasks.add(
            tier.matMulBlocks().multiply(floats(m, k), weights, out, Epilogue.NONE, memory(64)));
      }
    }
    operations += 2.0 * m * n * k;
    bytes += (double) n * type.byteSize(k) + 4.0 * m * n + 4.0 * m * k;
  }

  private MatrixView floats(int rows, int columns) {
    return MatrixView.dense(memory(4L * rows * columns), rows, columns);
  }

  private MemorySegment memory(long byteSize) {
    MemorySegment names = NativeMemory.allocate(arena, byteSize + GAP).asSlice(0, byteSize);
    memories.add(device.mirror(names, "a product's operand"));
    return names;
  }

  List<Task> tasks() {
    return tasks;
  }

  /** Multiplications and additions of all products together. */
  double operations() {
    return operations;
  }

  /** Bytes that all products read and write at least. */
  double bytes() {
    return bytes;
  }

  @Override
  public void close() {
    memories.forEach(DeviceMemory::close);
    arena.close();
  }
}
