package lanewise.kernels.contract;

import lanewise.kernels.Rotary;
import lanewise.kernels.tier.Tiers;

class ScalarRotaryTest extends RotaryContract {
  @Override
  Rotary kernel() {
    return Tiers.named("scalar").rotary();
  }
}
