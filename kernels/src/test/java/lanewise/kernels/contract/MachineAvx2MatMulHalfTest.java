package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;

class MachineAvx2MatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return MachineTierForTests.avx2().matMulHalf();
  }
}
