package lanewise.kernels.contract;

import lanewise.kernels.RowKernels;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClRowKernelsTest extends RowKernelsContract {
  @Override
  RowKernels kernels() {
    return OpenClDeviceForTests.tier().rows();
  }
}
