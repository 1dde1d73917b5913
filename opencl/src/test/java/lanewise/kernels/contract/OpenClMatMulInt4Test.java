package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt4;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMatMulInt4Test extends MatMulInt4Contract {
  @Override
  MatMulInt4 kernels() {
    return OpenClDeviceForTests.tier().matMulInt4();
  }
}
