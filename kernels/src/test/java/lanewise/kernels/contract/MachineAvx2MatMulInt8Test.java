package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt8;

class MachineAvx2MatMulInt8Test extends MatMulInt8Contract {
  @Override
  MatMulInt8 kernels() {
    return MachineTierForTests.avx2().matMulInt8();
  }
}
