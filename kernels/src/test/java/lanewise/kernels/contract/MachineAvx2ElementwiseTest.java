package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.UnaryOp;

class MachineAvx2ElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return MachineTierForTests.avx2().elementwise();
  }

  @Override
  double f32Ulps(UnaryOp op) {
    return statedUlps(op);
  }
}
