package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;

class MachineAvx2MatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return MachineTierForTests.avx2().matMulBlocks();
  }
}
