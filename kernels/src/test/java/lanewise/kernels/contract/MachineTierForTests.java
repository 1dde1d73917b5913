package lanewise.kernels.contract;

import lanewise.kernels.KernelTier;
import lanewise.kernels.Tiers;
import lanewise.kernels.machine.MachineTier;
import lanewise.natives.machine.MachineCodeRefusedException;
import org.junit.jupiter.api.Assumptions;

/** The machine tier, or the reason why a test of it is skipped. */
final class MachineTierForTests {
  private MachineTierForTests() {}

  /** With AVX2 alone. */
  static KernelTier avx2() {
    try {
      return MachineTier.create(Tiers.named("scalar"), 256);
    } catch (MachineCodeRefusedException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  static KernelTier create() {
    try {
      return Tiers.named("machine");
    } catch (IllegalArgumentException e) {
      return Assumptions.abort(e.getMessage());
    }
  }
}
