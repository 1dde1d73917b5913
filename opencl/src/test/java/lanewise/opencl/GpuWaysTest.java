package lanewise.opencl;

import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceContractTier;
import lanewise.opencl.product.ProductSizes;
import lanewise.opencl.product.Tile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways through products that GPUs take, on whatever device there is. */
class GpuWaysTest {
  private static final ProductSizes SIZES =
      new ProductSizes(new Tile(8, 16, 4, 2, 8), new Tile(8, 8, 2, 2, 4), 4, 2);
  private static final int[][] SHAPES = {
    {1, 1, 1},
    {1, 7, 3},
    {8, 70, 33},
    {9, 5, 17},
    {16, 8, 32},
    {17, 9, 33},
    {40, 64, 70},
    {3, 130, 65},
    {33, 1, 129},
    {8, 0, 9},
    {20, 0, 9},
    {64, 67, 64}
  };
  private static Device device;
  private static KernelTier tier;

  @BeforeAll
  static void open() {
    device =
        new OpenClProvider()
            .open(OpenClDeviceForTests.requireDevice(), OpenClDeviceForTests.settings(), SIZES);
    tier = DeviceContractTier.of(device);
  }

  @AfterAll
  static void close() {
    if (device != null) {
      device.close();
    }
  }

  @Test
  void tilesAndStagesHaveTheScalarBits() {
    Random random = new Random(5);
    for (int[] shape : SHAPES) {
      ProductCheck.f32(tier.matMulF32(), shape[0], shape[1], shape[2], random);
      ProductCheck.pairs(tier.matMulHalf(), shape[0], shape[1], shape[2], random);
      ProductCheck.int8(tier.matMulInt8(), shape[0], shape[1], shape[2], random);
    }
  }

  @Test
  void workItemsThatShareAnOutputHaveTheScalarBits() {
    Random random = new Random(6);
    for (ElementType type :
        new ElementType[] {
          ElementType.Q8_0, ElementType.Q4_0, ElementType.Q4_K, ElementType.Q6_K
        }) {
      int block = type.blockElements();
      ProductCheck.blocks(tier.matMulBlocks(), type, 1, 5 * block, 37, random);
      ProductCheck.blocks(tier.matMulBlocks(), type, 7, 2 * block, 5, random);
      ProductCheck.blocks(tier.matMulBlocks(), type, 1, 256 * 19, 3, random);
    }
  }
}
