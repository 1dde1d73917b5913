package lanewise.kernels.contract;

import lanewise.kernels.RowKernels;

class MachineAvx2RowKernelsTest extends RowKernelsContract {
  @Override
  RowKernels kernels() {
    return MachineTierForTests.avx2().rows();
  }
}
