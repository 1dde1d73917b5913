package lanewise.kernels.contract;

import lanewise.kernels.Elementwise;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.tier.Tiers;

class VectorElementwiseTest extends ElementwiseContract {
  @Override
  Elementwise kernels() {
    return Tiers.named("vector").elementwise();
  }

  /** The errors that the vector functions state, and the roundings of what is built on them. */
  @Override
  double f32Ulps(UnaryOp op) {
    return statedUlps(op);
  }
}
