package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;

class MachineWithoutDotsMatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return MachineTierForTests.withoutDots().matMulHalf();
  }
}
