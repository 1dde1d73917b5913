package lanewise.kernels.contract;

import lanewise.kernels.Quantization;

class MachineQuantizationTest extends QuantizationContract {
  @Override
  Quantization kernels() {
    return MachineTierForTests.create().quantization();
  }
}
