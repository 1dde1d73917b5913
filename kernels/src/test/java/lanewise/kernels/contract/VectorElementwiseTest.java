package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.Tiers;

class VectorElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("vector").elementwise();
  }
}
