package lanewise.kernels.contract;

import lanewise.kernels.AttentionF32;
import lanewise.kernels.Tiers;

class VectorAttentionF32Test extends AttentionF32Contract {
  @Override
  AttentionF32 kernel() {
    return Tiers.named("vector").attentionF32();
  }
}
