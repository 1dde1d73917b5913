package lanewise.kernels.contract;

import lanewise.kernels.BlockFormats;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClBlockFormatsTest extends BlockFormatsContract {
  @Override
  BlockFormats kernels() {
    return OpenClDeviceForTests.tier().blockFormats();
  }
}
