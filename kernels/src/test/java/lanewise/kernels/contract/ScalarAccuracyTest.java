package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.tier.Tiers;

class ScalarAccuracyTest extends AccuracyContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("scalar").elementwise();
  }
}
