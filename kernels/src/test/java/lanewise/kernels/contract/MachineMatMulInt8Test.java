package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt8;

class MachineMatMulInt8Test extends MatMulInt8Contract {
  @Override
  MatMulInt8 kernels() {
    return MachineTierForTests.create().matMulInt8();
  }
}
