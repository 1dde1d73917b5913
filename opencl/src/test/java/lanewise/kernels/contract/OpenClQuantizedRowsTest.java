package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClQuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return OpenClDeviceForTests.tier().matMulBlocks();
  }
}
