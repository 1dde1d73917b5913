package lanewise.kernels.contract;

import lanewise.kernels.MatMulF32;

class MachineAvx2MatMulF32Test extends MatMulF32Contract {
  @Override
  MatMulF32 kernel() {
    return MachineTierForTests.avx2().matMulF32();
  }
}
