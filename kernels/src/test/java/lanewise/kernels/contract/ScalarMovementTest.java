package lanewise.kernels.contract;

import lanewise.kernels.Movement;
import lanewise.kernels.tier.Tiers;

class ScalarMovementTest extends MovementContract {
  @Override
  Movement kernels() {
    return Tiers.named("scalar").movement();
  }
}
