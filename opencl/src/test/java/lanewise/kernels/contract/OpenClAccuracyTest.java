package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClAccuracyTest extends AccuracyContract {
  @Override
  Elementwise kernels() {
    return OpenClDeviceForTests.tier().elementwise();
  }
}
