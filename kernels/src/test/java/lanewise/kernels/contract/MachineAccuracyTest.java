package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;

/** What has no machine code is the vector tier's, with its errors. */
class MachineAccuracyTest extends VectorAccuracyTest {
  @Override
  Elementwise kernels() {
    return MachineTierForTests.create().elementwise();
  }
}
