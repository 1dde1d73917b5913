package lanewise.kernels.contract;

import lanewise.kernels.MatMulInt8;
import lanewise.kernels.tier.Tiers;

class VectorMatMulInt8Test extends MatMulInt8Contract {
  @Override
  MatMulInt8 kernels() {
    return Tiers.named("vector").matMulInt8();
  }
}
