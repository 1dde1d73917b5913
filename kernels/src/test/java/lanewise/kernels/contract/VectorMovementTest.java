package lanewise.kernels.contract;

import lanewise.kernels.Movement;
import lanewise.kernels.tier.Tiers;

class VectorMovementTest extends MovementContract {
  @Override
  Movement kernels() {
    return Tiers.named("vector").movement();
  }
}
