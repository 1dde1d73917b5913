package lanewise.kernels.support;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.support.KernelSupport.TierSupport;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.api.Test;

final class KernelTableTest {
  private static final List<KernelTier> TIERS =
      Tiers.available().stream().map(Tiers::named).toList();
  private static final List<KernelSupport> TABLE = KernelTable.of(Tiers.preferred(), TIERS);

  private static boolean isBound(Method method) {
    Class<?> result = method.getReturnType();
    return (result == Task.class || result == List.class) && !method.isDefault();
  }

  @Test
  void everyKernelHasAProbe() {
    Set<String> known =
        KernelTable.probes().stream()
            .map(probe -> probe.operation().replaceFirst(" .*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>();
    for (Method family : KernelTier.class.getMethods()) {
      if (family.getReturnType().getPackage() == KernelTier.class.getPackage()) {
        for (Method method : family.getReturnType().getMethods()) {
          String name = family.getReturnType().getSimpleName() + "." + method.getName();
          if (isBound(method) && !known.contains(name)) {
            missing.add(name);
          }
        }
      }
    }
    assertEquals(Set.of(), missing, "give them a probe");
  }

  @Test
  void tellsWhatBindingReallyUses() {
    for (Probe probe : KernelTable.probes()) {
      for (KernelTier tier : TIERS) {
        try (Arena arena = Arena.ofShared()) {
          Task task;
          try {
            task = probe.binding().bind(tier, new Room(arena));
          } catch (IllegalArgumentException e) {
            assertTrue(find(probe) == null, probe + " can't be bound, yet is listed");
            continue;
          }
          String served = served(find(probe), tier.name());
          assertEquals(task.tier(), served, probe.toString());
          assertTrue(
              task.getClass().getPackageName().startsWith("lanewise.kernels." + served)
                  || task.getClass().getSimpleName().startsWith("PanelLoops"),
              probe + " gives " + task.getClass() + ", told: " + served);
        }
      }
    }
  }

  private static KernelSupport find(Probe probe) {
    return TABLE.stream()
        .filter(
            row -> row.operation().equals(probe.operation()) && row.types().equals(probe.types()))
        .findFirst()
        .orElse(null);
  }

  private static String served(KernelSupport row, String tier) {
    return row.tiers().stream()
        .filter(support -> support.tier().equals(tier))
        .map(TierSupport::served)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyTierServesWhatIsListedByItselfOrByOneBelow() {
    List<String> order = List.of("machine", "vector", "scalar");
    for (KernelSupport row : TABLE) {
      for (TierSupport support : row.tiers()) {
        int asked = order.indexOf(support.tier());
        assertTrue(order.indexOf(support.served()) >= asked, row.toString());
        assertEquals(support.tier().equals(support.served()), support.reason().isEmpty());
      }
      assertEquals(served(row, Tiers.preferred().name()), row.chosen());
    }
  }

  @Test
  void scalarHasEverything() {
    KernelTier scalar = Tiers.named("scalar");
    List<KernelSupport> rows = KernelTable.of(scalar, List.of(scalar));
    assertFalse(rows.isEmpty());
    for (KernelSupport row : rows) {
      assertAll(
          () -> assertEquals("scalar", row.chosen(), row.toString()),
          () -> assertEquals("", row.reason("scalar"), row.toString()));
    }
    assertEquals(TABLE.size(), rows.size(), "no tier computes what another can't");
  }

  @Test
  void namesGeneratedKernelsOnce() {
    for (KernelTier tier : TIERS) {
      Set<String> names = new TreeSet<>();
      tier.generated().forEach(kernel -> assertTrue(names.add(kernel.name()), kernel.name()));
      tier.generated()
          .forEach(kernel ->
              assertTrue(
                  kernel.instructionBytes() > 0
                      && kernel.instructionBytes() <= kernel.code().byteSize()));
      assertEquals(tier.name().equals("machine"), !names.isEmpty(), tier.name());
    }
  }
}
