package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;

class MachineAvx2ElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return MachineTierForTests.avx2().elementwise();
  }
}
