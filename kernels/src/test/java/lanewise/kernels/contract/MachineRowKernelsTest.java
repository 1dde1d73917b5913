package lanewise.kernels.contract;

import lanewise.kernels.RowKernels;

class MachineRowKernelsTest extends RowKernelsContract {
  @Override
  RowKernels kernels() {
    return MachineTierForTests.create().rows();
  }
}
