package lanewise.kernels.contract;

import lanewise.kernels.MatMulHalf;
import lanewise.kernels.tier.Tiers;

class VectorMatMulHalfTest extends MatMulHalfContract {
  @Override
  MatMulHalf kernels() {
    return Tiers.named("vector").matMulHalf();
  }
}
