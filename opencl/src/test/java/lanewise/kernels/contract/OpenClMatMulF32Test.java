package lanewise.kernels.contract;

import lanewise.kernels.MatMulF32;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMatMulF32Test extends MatMulF32Contract {
  @Override
  MatMulF32 kernel() {
    return OpenClDeviceForTests.tier().matMulF32();
  }
}
