package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt4;
import lanewise.kernels.tier.Tiers;

class ScalarMatMulInt4Test extends MatMulInt4Contract {
  @Override
  MatMulInt4 kernels() {
    return Tiers.named("scalar").matMulInt4();
  }
}
