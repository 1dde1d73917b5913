package lanewise.kernels.contract;

import lanewise.kernels.Attention;
import lanewise.kernels.tier.Tiers;

class ScalarAttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return Tiers.named("scalar").attention();
  }
}
