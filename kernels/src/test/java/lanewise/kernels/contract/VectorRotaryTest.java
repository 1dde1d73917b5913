package lanewise.kernels.contract;

import lanewise.kernels.Rotary;
import lanewise.kernels.tier.Tiers;

class VectorRotaryTest extends RotaryContract {
  @Override
  Rotary kernel() {
    return Tiers.named("vector").rotary();
  }
}
