package lanewise.kernels.contract;

import lanewise.kernels.Quantization;
import lanewise.kernels.tier.Tiers;

class VectorQuantizationTest extends QuantizationContract {
  @Override
  Quantization kernels() {
    return Tiers.named("vector").quantization();
  }
}
