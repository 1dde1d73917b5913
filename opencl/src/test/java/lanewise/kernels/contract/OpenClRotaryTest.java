package lanewise.kernels.contract;

import lanewise.kernels.Rotary;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClRotaryTest extends RotaryContract {
  @Override
  Rotary kernel() {
    return OpenClDeviceForTests.tier().rotary();
  }
}
