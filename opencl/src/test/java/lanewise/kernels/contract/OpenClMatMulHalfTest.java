package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return OpenClDeviceForTests.tier().matMulHalf();
  }
}
