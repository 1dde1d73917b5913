package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClSizesTest extends SizesContract {
  @Override
  KernelTier tier() {
    return OpenClDeviceForTests.tier();
  }
}
