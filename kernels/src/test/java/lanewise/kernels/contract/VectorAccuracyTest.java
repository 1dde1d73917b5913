package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.tier.Tiers;

class VectorAccuracyTest extends AccuracyContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("vector").elementwise();
  }
}
