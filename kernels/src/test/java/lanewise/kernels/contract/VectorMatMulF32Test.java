package lanewise.kernels.contract;

import lanewise.kernels.MatMulF32;
import lanewise.kernels.tier.Tiers;

class VectorMatMulF32Test extends MatMulF32Contract {
  @Override
  MatMulF32 kernel() {
    return Tiers.named("vector").matMulF32();
  }
}
