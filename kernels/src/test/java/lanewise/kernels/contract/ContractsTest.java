package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lanewise.kernels.KernelTier;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kernel of every tier is run by its contract. */
class ContractsTest {
  /** Families that look at whether there are instructions for dot products. */
  private static final Set<String> PRODUCTS =
      Set.of("MatMulInt8", "MatMulInt4", "MatMulHalf", "MatMulBlocks");

  /** The tiers, by what the names of their contracts' classes start with. */
  enum Tier {
    SCALAR("Scalar"),
    VECTOR("Vector"),
    MACHINE("Machine"),
    MACHINE_AVX2("MachineAvx2"),
    MACHINE_WITHOUT_DOTS("MachineWithoutDots");

    final String prefix;

    Tier(String prefix) {
      this.prefix = prefix;
    }

    KernelTier kernels() {
      return switch (this) {
        case SCALAR, VECTOR -> Tiers.named(prefix.toLowerCase(java.util.Locale.ROOT));
        case MACHINE -> MachineTierForTests.create();
        case MACHINE_AVX2 -> MachineTierForTests.avx2();
        case MACHINE_WITHOUT_DOTS -> MachineTierForTests.withoutDots();
      };
    }

    /** The tier whose kernels this one passes on where it has none. */
    KernelTier below() {
      return Tiers.named(this == MACHINE ? "vector" : "scalar");
    }
  }

  /** The methods of a tier that give a family of kernels. */
  private static List<Method> families() {
    return Stream.of(KernelTier.class.getMethods())
        .filter(method -> method.getReturnType().getPackage() == KernelTier.class.getPackage())
        .toList();
  }

  @Test
  void knowsTheFamiliesOfATier() {
    List<String> names = families().stream().map(Method::getName).toList();
    assertTrue(names.containsAll(List.of("matMulF32", "attention", "movement")), names::toString);
  }

  @ParameterizedTest
  @EnumSource
  void everyFamilyOfATierHasAContractThatRunsIt(Tier tier) throws Exception {
    KernelTier kernels = tier.kernels();
    List<String> missing = new ArrayList<>();
    for (Method family : families()) {
      String name = family.getReturnType().getSimpleName();
      boolean own =
          tier == Tier.SCALAR
              || family.invoke(kernels).getClass() != family.invoke(tier.below()).getClass();
      if (own && (tier != Tier.MACHINE_WITHOUT_DOTS || PRODUCTS.contains(name))) {
        String test = tier.prefix + name + "Test";
        if (!runsContract(test, name)) {
          missing.add(test);
        }
      }
    }
    assertEquals(List.of(), missing, "classes that extend the contract");
  }

  private static boolean runsContract(String test, String family) throws ClassNotFoundException {
    String home = ContractsTest.class.getPackageName() + ".";
    Class<?> contract = Class.forName(home + family + "Contract");
    try {
      return contract.isAssignableFrom(Class.forName(home + test));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
