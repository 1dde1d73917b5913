package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt4;

class MachineWithoutDotsMatMulInt4Test extends MatMulInt4Contract {
  @Override
  MatMulInt4 kernels() {
    return MachineTierForTests.withoutDots().matMulInt4();
  }
}
