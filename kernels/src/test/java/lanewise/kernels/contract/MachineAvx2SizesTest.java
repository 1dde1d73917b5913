package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;

class MachineAvx2SizesTest extends SizesContract {
  @Override
  KernelTier tier() {
    return MachineTierForTests.avx2();
  }
}
