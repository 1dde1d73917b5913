package lanewise.kernels.contract;

import java.util.Set;
import lanewise.kernels.KernelTier;
import lanewise.kernels.tier.MachineTier;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
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

  /** With AVX-512, but without dot products. */
  static KernelTier withoutDots() {
    try {
      Cpu cpu = Cpu.detect();
      Assumptions.assumeTrue(cpu.has(CpuFeature.AVX512), "this CPU has no AVX-512");
      return MachineTier.create(
          Tiers.named("scalar"),
          512,
          Set.of(CpuFeature.AVX512_VNNI, CpuFeature.AVX512_BF16, CpuFeature.AVX_VNNI));
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
