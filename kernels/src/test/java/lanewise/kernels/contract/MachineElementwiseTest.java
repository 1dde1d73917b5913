package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.UnaryOp;

/** What has no machine code is the vector tier's, with its errors. */
class MachineElementwiseTest extends VectorElementwiseTest {
  @Override
  Elementwise kernels() {
    return MachineTierForTests.create().elementwise();
  }

  @Override
  double f32Ulps(UnaryOp op) {
    return statedUlps(op);
  }
}
