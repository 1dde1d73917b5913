package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.tier.Tiers;

class ScalarQuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("scalar").matMulBlocks();
  }
}
