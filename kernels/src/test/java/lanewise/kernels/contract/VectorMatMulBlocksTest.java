package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.tier.Tiers;

class VectorMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("vector").matMulBlocks();
  }
}
