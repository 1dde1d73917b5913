package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt4;

class MachineMatMulInt4Test extends MatMulInt4Contract {
  @Override
  MatMulInt4 kernels() {
    return MachineTierForTests.create().matMulInt4();
  }
}
