package lanewise.kernels.contract;

import lanewise.kernels.Attention;

class MachineAvx2AttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return MachineTierForTests.avx2().attention();
  }
}
