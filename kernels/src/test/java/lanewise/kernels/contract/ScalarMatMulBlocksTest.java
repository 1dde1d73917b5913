package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.Tiers;

class ScalarMatMulBlocksTest extends MatMulBlocksContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("scalar").matMulBlocks();
  }
}
