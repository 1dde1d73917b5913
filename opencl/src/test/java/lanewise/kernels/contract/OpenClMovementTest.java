package lanewise.kernels.contract;

import lanewise.kernels.Movement;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClMovementTest extends MovementContract {
  @Override
  Movement kernels() {
    return OpenClDeviceForTests.tier().movement();
  }
}
