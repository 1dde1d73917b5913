package lanewise.kernels.tier;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Knob;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * Which kernel tiers this process can run, and the one it uses.
 *
 * <p>{@link Knob#TIER} names a tier; without it the best available one is taken. Thread-safe.
 */
public final class Tiers {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** What is missing without the Vector API, and how to get it. */
  private static final String WITHOUT_VECTOR =
      "without the Vector API (start Java with --add-modules "
          + VECTOR_MODULE
          + " to make it faster)";

  private Tiers() {}

  /**
   * The tier this process uses: the one that {@link Knob#TIER} named when it was first asked for,
   * else the best available.
   *
   * @throws IllegalArgumentException if the property names a tier that does not exist or cannot run
   */
  public static KernelTier preferred() {
    if (Preferred.TIER == null) {
      throw new IllegalArgumentException(Preferred.REFUSAL.getMessage(), Preferred.REFUSAL);
    }
    return Preferred.TIER;
  }

  /**
   * The tier of this name.
   *
   * @throws IllegalArgumentException if there is no such tier or it cannot run in this process; the
   *     message says what it would need
   */
  public static KernelTier named(String name) {
    return switch (name) {
      case "scalar" -> new ScalarTier();
      case "vector" -> {
        if (!vectorModulePresent()) {
          throw new IllegalArgumentException(
              "tier vector needs the Vector API: start Java with --add-modules " + VECTOR_MODULE);
        }
        yield VectorTierHolder.create();
      }
      case "machine" -> {
        if (MachineTierHolder.TIER == null) {
          throw new IllegalArgumentException("tier machine: " + MachineTierHolder.REFUSAL);
        }
        yield MachineTierHolder.TIER;
      }
      default ->
          throw new IllegalArgumentException(
              "no tier named " + name + "; available: " + String.join(", ", available()));
    };
  }

  /** The names of the tiers that can run in this process, the best first. */
  public static List<String> available() {
    List<String> names = new ArrayList<>();
    if (MachineTierHolder.TIER != null) {
      names.add("machine");
    }
    if (vectorModulePresent()) {
      names.add("vector");
    }
    names.add("scalar");
    return List.copyOf(names);
  }

  /** The logger is asked for only here: starting the logging system costs milliseconds. */
  private static void log(System.Logger.Level level, String message) {
    System.getLogger(Tiers.class.getName()).log(level, message);
  }

  private static boolean vectorModulePresent() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
  }

  /** The widest vectors that machine code may take. */
  private static int machineBits() {
    return Knob.VECTOR_BITS.oneOf(512, 128, 256, 512);
  }

  private static KernelTier choose() {
    machineBits();
    String wanted = Knob.TIER.given();
    if (wanted != null) {
      try {
        return named(wanted);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("-D" + Knob.TIER.property() + ": " + e.getMessage(), e);
      }
    }
    logWhatIsMissing();
    return named(available().getFirst());
  }

  /** One line at most: what is missing, and how to get it. */
  private static void logWhatIsMissing() {
    boolean machine = MachineTierHolder.TIER != null;
    boolean vector = vectorModulePresent();
    if (machine && vector) {
      return;
    }
    String withoutMachine =
        machine ? "" : "without machine code (" + MachineTierHolder.REFUSAL + ")";
    String both = machine || vector ? "" : " and ";
    String message = "Lanewise runs " + withoutMachine + both + (vector ? "" : WITHOUT_VECTOR);
    if (machine) {
      // Starting the logging system takes milliseconds, which nobody needs to wait for here.
      Thread.ofPlatform()
          .name("lanewise-notice")
          .daemon(false)
          .start(() -> log(System.Logger.Level.WARNING, message));
    } else {
      log(vector ? System.Logger.Level.INFO : System.Logger.Level.WARNING, message);
    }
  }

  /** The choice, or why it failed; thrown on every request, not from a class initializer. */
  private static final class Preferred {
    private static final KernelTier TIER;
    private static final IllegalArgumentException REFUSAL;

    static {
      KernelTier tier = null;
      IllegalArgumentException refusal = null;
      try {
        tier = choose();
      } catch (IllegalArgumentException e) {
        refusal = e;
      }
      TIER = tier;
      REFUSAL = refusal;
    }
  }

  /** Makes the machine tier once, over the best tier below it. */
  private static final class MachineTierHolder {
    private static final KernelTier TIER;
    private static final String REFUSAL;

    static {
      KernelTier tier = null;
      String refusal = null;
      try {
        KernelTier below = vectorModulePresent() ? VectorTierHolder.create() : new ScalarTier();
        tier = MachineTier.create(below, machineBits());
      } catch (MachineCodeRefusedException | IllegalArgumentException e) {
        refusal = e.getMessage();
      }
      TIER = tier;
      REFUSAL = refusal;
    }
  }

  /** Keeps the vector tier's classes from being linked with this one. */
  private static final class VectorTierHolder {
    private static KernelTier create() {
      return new VectorTier();
    }
  }
}
