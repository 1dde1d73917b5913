package lanewise.kernels.contract;

import lanewise.kernels.MatMulF32;
import lanewise.kernels.tier.Tiers;

class ScalarMatMulF32Test extends MatMulF32Contract {
  @Override
  MatMulF32 kernel() {
    return Tiers.named("scalar").matMulF32();
  }
}
