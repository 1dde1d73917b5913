package lanewise.kernels.contract;

import lanewise.kernels.MatMulF32;

class MachineMatMulF32Test extends MatMulF32Contract {
  @Override
  MatMulF32 kernel() {
    return MachineTierForTests.create().matMulF32();
  }
}
