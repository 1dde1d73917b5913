package lanewise.kernels.contract;

import lanewise.kernels.Quantization;
import lanewise.kernels.tier.Tiers;

class ScalarQuantizationTest extends QuantizationContract {
  @Override
  Quantization kernels() {
    return Tiers.named("scalar").quantization();
  }
}
