package lanewise.kernels.contract;

import lanewise.kernels.BlockFormats;
import lanewise.kernels.tier.Tiers;

class ScalarBlockFormatsTest extends BlockFormatsContract {
  @Override
  BlockFormats kernels() {
    return Tiers.named("scalar").blockFormats();
  }
}
