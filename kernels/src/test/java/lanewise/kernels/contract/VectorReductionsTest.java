package lanewise.kernels.contract;

import lanewise.kernels.Reductions;
import lanewise.kernels.tier.Tiers;

class VectorReductionsTest extends ReductionsContract {
  @Override
  Reductions kernels() {
    return Tiers.named("vector").reductions();
  }
}
