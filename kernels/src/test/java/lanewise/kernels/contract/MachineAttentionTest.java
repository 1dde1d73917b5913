package lanewise.kernels.contract;

import lanewise.kernels.Attention;

class MachineAttentionTest extends AttentionContract {
  @Override
  Attention kernel() {
    return MachineTierForTests.create().attention();
  }
}
