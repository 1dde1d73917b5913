package lanewise.kernels.contract;

import lanewise.kernels.RowKernels;
import lanewise.kernels.tier.Tiers;

class ScalarRowKernelsTest extends RowKernelsContract {
  @Override
  RowKernels kernels() {
    return Tiers.named("scalar").rows();
  }
}
