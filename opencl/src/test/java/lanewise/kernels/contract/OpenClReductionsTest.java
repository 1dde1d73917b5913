package lanewise.kernels.contract;

import lanewise.kernels.Reductions;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClReductionsTest extends ReductionsContract {
  @Override
  Reductions kernels() {
    return OpenClDeviceForTests.tier().reductions();
  }
}
