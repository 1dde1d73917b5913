package lanewise.kernels.contract;

import lanewise.kernels.BlockFormats;
import lanewise.kernels.tier.Tiers;

class VectorBlockFormatsTest extends BlockFormatsContract {
  @Override
  BlockFormats kernels() {
    return Tiers.named("vector").blockFormats();
  }
}
