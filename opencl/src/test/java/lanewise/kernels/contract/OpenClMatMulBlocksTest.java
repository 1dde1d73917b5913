package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return OpenClDeviceForTests.tier().matMulBlocks();
  }
}
