package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;
import lanewise.kernels.Tiers;
import org.junit.jupiter.api.Assumptions;

/** The machine tier, or the reason why a test of it is skipped. */
final class MachineTierForTests {
  private MachineTierForTests() {}

  static KernelTier create() {
    try {
      return Tiers.named("machine");
    } catch (IllegalArgumentException e) {
      return Assumptions.abort(e.getMessage());
    }
  }
}
