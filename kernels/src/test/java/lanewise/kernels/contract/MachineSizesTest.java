package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;

class MachineSizesTest extends SizesContract {
  @Override
  KernelTier tier() {
    return MachineTierForTests.create();
  }
}
