package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;

class MachineMatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return MachineTierForTests.create().matMulHalf();
  }
}
