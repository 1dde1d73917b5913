package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt4;

class MachineAvx2MatMulInt4Test extends MatMulInt4Contract {
  @Override
  MatMulInt4 kernels() {
    return MachineTierForTests.avx2().matMulInt4();
  }
}
