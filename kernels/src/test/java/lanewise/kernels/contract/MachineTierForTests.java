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
  private static final Made AVX2 = make(256, Set.of());
  private static final Made WITHOUT_DOTS =
      make(512, Set.of(CpuFeature.AVX512_VNNI, CpuFeature.AVX512_BF16, CpuFeature.AVX_VNNI));

  /** A tier, made once since it writes its code anew, or why there is none. */
  private record Made(KernelTier tier, String refusal) {
    KernelTier orSkip() {
      return tier == null ? Assumptions.abort(refusal) : tier;
    }
  }

  private MachineTierForTests() {}

  private static Made make(int vectorBits, Set<CpuFeature> without) {
    try {
      if (vectorBits == 512 && !Cpu.detect().has(CpuFeature.AVX512)) {
        return new Made(null, "this CPU has no AVX-512");
      }
      return new Made(MachineTier.create(Tiers.named("scalar"), vectorBits, without), null);
    } catch (MachineCodeRefusedException e) {
      return new Made(null, e.getMessage());
    }
  }

  /** With AVX2 alone. */
  static KernelTier avx2() {
    return AVX2.orSkip();
  }

  /** With AVX-512, but without dot products. */
  static KernelTier withoutDots() {
    return WITHOUT_DOTS.orSkip();
  }

  static KernelTier create() {
    try {
      return Tiers.named("machine");
    } catch (IllegalArgumentException e) {
      return Assumptions.abort(e.getMessage());
    }
  }
}
