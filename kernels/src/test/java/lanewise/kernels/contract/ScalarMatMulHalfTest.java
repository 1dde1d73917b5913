package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;
import lanewise.kernels.tier.Tiers;

class ScalarMatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return Tiers.named("scalar").matMulHalf();
  }
}
