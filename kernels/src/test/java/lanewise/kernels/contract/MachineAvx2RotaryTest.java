package lanewise.kernels.contract;

import lanewise.kernels.Rotary;

class MachineAvx2RotaryTest extends RotaryContract {
  @Override
  Rotary kernel() {
    return MachineTierForTests.avx2().rotary();
  }
}
