package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;

class MachineQuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return MachineTierForTests.create().matMulBlocks();
  }
}
