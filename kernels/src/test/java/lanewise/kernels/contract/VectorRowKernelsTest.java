package lanewise.kernels.contract;

import lanewise.kernels.RowKernels;
import lanewise.kernels.tier.Tiers;

class VectorRowKernelsTest extends RowKernelsContract {
  @Override
  RowKernels kernels() {
    return Tiers.named("vector").rows();
  }
}
