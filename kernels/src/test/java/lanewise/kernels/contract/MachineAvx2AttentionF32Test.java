package lanewise.kernels.contract;

import lanewise.kernels.AttentionF32;

class MachineAvx2AttentionF32Test extends AttentionF32Contract {
  @Override
  AttentionF32 kernel() {
    return MachineTierForTests.avx2().attentionF32();
  }
}
