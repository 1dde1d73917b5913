package lanewise.kernels.machine;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.EnumSet;
import lanewise.kernels.KernelTier;
import lanewise.kernels.tier.MachineTier;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.MachineCodeRefusedException;

/** The machine tier for one vector unit, or the reason why a test of it is skipped. */
final class MachineTiers {
  private MachineTiers() {}

  static KernelTier create(KernelTier below, VectorUnit unit) {
    try {
      VectorUnit widest = VectorUnit.of(Cpu.detect());
      if (widest == null || widest.compareTo(unit) < 0) {
        return abort("this CPU has no " + unit);
      }
      return MachineTier.create(below, unit.bytes() * Byte.SIZE, EnumSet.allOf(CpuFeature.class));
    } catch (MachineCodeRefusedException e) {
      return abort(e.getMessage());
    }
  }
}
