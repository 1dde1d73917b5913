package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.Tiers;

class ScalarQuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("scalar").matMulBlocks();
  }
}
