package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt8;

class MachineWithoutDotsMatMulInt8Test extends MatMulInt8Contract {
  @Override
  MatMulInt8 kernels() {
    return MachineTierForTests.withoutDots().matMulInt8();
  }
}
