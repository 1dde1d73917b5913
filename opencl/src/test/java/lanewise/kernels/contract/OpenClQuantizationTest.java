package lanewise.kernels.contract;

import lanewise.kernels.Quantization;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClQuantizationTest extends QuantizationContract {
  @Override
  Quantization kernels() {
    return OpenClDeviceForTests.tier().quantization();
  }
}
