package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;
import lanewise.kernels.tier.Tiers;

class VectorSizesTest extends SizesContract {
  @Override
  KernelTier tier() {
    return Tiers.named("vector");
  }
}
