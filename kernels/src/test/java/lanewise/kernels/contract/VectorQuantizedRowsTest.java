package lanewise.kernels.contract;

import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.tier.Tiers;

class VectorQuantizedRowsTest extends QuantizedRowsContract {
  @Override
  MatMulBlocks kernels() {
    return Tiers.named("vector").matMulBlocks();
  }
}
