package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;

class MachineAvx2AccuracyTest extends AccuracyContract {
  @Override
  Elementwise kernels() {
    return MachineTierForTests.avx2().elementwise();
  }
}
