package lanewise.kernels.contract;

import lanewise.kernels.AttentionF32;

class MachineAttentionF32Test extends AttentionF32Contract {
  @Override
  AttentionF32 kernel() {
    return MachineTierForTests.create().attentionF32();
  }
}
