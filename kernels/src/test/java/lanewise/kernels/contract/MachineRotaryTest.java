package lanewise.kernels.contract;

import lanewise.kernels.Rotary;

class MachineRotaryTest extends RotaryContract {
  @Override
  Rotary kernel() {
    return MachineTierForTests.create().rotary();
  }
}
