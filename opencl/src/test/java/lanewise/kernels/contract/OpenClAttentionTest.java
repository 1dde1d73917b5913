package lanewise.kernels.contract;

import lanewise.kernels.Attention;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClAttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return OpenClDeviceForTests.tier().attention();
  }
}
