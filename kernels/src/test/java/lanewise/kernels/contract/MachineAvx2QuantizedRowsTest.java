package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;

class MachineAvx2QuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return MachineTierForTests.avx2().matMulBlocks();
  }
}
