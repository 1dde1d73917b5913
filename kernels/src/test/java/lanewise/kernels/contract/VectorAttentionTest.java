package lanewise.kernels.contract;

import lanewise.kernels.Attention;
import lanewise.kernels.Tiers;

class VectorAttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return Tiers.named("vector").attention();
  }
}
