package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.tier.Tiers;

class ScalarMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("scalar").matMulBlocks();
  }
}
