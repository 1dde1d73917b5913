package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.tier.Tiers;

class ScalarElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("scalar").elementwise();
  }
}
