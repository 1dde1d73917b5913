package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.UnaryOp;
import lanewise.opencl.OpenClDeviceForTests;

class OpenClElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return OpenClDeviceForTests.tier().elementwise();
  }

  /** The errors that the f32 functions state, and the roundings of what is built on them. */
  @Override
  double f32Ulps(UnaryOp op) {
    return statedUlps(op);
  }
}
