package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;

class MachineMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return MachineTierForTests.create().matMulBlocks();
  }
}
