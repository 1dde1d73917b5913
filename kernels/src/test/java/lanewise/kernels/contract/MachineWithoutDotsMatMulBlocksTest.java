package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;

class MachineWithoutDotsMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return MachineTierForTests.withoutDots().matMulBlocks();
  }
}
