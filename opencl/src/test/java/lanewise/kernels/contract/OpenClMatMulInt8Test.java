package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt8;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMatMulInt8Test extends MatMulInt8Contract {
  @Override
  MatMulInt8 kernels() {
    return OpenClDeviceForTests.tier().matMulInt8();
  }
}
