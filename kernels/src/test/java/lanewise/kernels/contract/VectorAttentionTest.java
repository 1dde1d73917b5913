package lanewise.kernels.contract;

import lanewise.kernels.Attention;
import lanewise.kernels.tier.Tiers;

class VectorAttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return Tiers.named("vector").attention();
  }
}
