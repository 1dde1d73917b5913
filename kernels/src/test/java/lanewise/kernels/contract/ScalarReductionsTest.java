package lanewise.kernels.contract;

import lanewise.kernels.Reductions;
import lanewise.kernels.tier.Tiers;

class ScalarReductionsTest extends ReductionsContract {
  @Override
  Reductions kernels() {
    return Tiers.named("scalar").reductions();
  }
}
