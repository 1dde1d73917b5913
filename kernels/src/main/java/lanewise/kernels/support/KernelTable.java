package lanewise.kernels.support;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.KernelTier;
import lanewise.kernels.support.KernelSupport.TierSupport;

/** Every operation × element type × tier, as binding gives it in this process. */
public final class KernelTable {
  private KernelTable() {}

  /**
   * Binds all operations in all tiers; machine code is made and tried on the way.
   *
   * @param inUse the tier whose choices the table tells
   * @param tiers the tiers that can run here, the best first
   */
  public static List<KernelSupport> of(KernelTier inUse, List<KernelTier> tiers) {
    List<KernelSupport> rows = new ArrayList<>();
    for (Probe probe : probes()) {
      String chosen = served(probe, inUse);
      if (!chosen.isEmpty()) {
        rows.add(row(probe, chosen, tiers));
      }
    }
    return rows;
  }

  static List<Probe> probes() {
    List<Probe> all = new ArrayList<>(ProductProbes.all());
    all.addAll(RowProbes.all());
    all.addAll(ElementProbes.all());
    return all;
  }

  private static KernelSupport row(Probe probe, String chosen, List<KernelTier> tiers) {
    List<TierSupport> supports = new ArrayList<>();
    for (KernelTier tier : tiers) {
      int refusals = tier.refusals().size();
      String served = served(probe, tier);
      List<String> refused = tier.refusals();
      String reason =
          served.equals(tier.name())
              ? ""
              : refused.size() > refusals
                  ? refused.getLast()
                  : "the " + tier.name() + " tier has no kernel of its own for it";
      supports.add(new TierSupport(tier.name(), served, reason));
    }
    return new KernelSupport(probe.operation(), probe.types(), chosen, List.copyOf(supports));
  }

  /** The tier whose code a tier gives, or nothing where there is no such operation. */
  private static String served(Probe probe, KernelTier tier) {
    try (Arena arena = Arena.ofShared()) {
      return probe.binding().bind(tier, new Room(arena)).tier();
    } catch (IllegalArgumentException e) {
      return ""; // The operation does not take this type.
    }
  }
}
