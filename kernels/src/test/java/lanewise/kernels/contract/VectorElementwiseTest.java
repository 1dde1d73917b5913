package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.Tiers;
import lanewise.kernels.UnaryOp;

class VectorElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("vector").elementwise();
  }

  /** The errors that the vector functions state, and the roundings of what is built on them. */
  @Override
  double f32Ulps(UnaryOp op) {
    return switch (op) {
      case EXP -> 1.5;
      case ERF -> 2.5;
      case TANH -> 3.5;
      case SIGMOID, SILU -> 4;
      case GELU_ERF, GELU_TANH -> 5;
      default -> 1;
    };
  }
}
