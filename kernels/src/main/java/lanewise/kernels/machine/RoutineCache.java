package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The routines of one kernel family, each written when it is first asked for and admitted by a
 * trial before anyone gets it. Thread-safe.
 */
public final class RoutineCache {
  private final GeneratedCode generated;
  private final Map<Long, Routine> routines = new HashMap<>();
  private final Map<Long, MachineCodeRefusedException> refusals = new HashMap<>();

  /** How a routine is made. (A class rather than lambdas: those cost a new process dear.) */
  public interface Recipe {
    /** What it does, for the log. */
    String name();

    /** A word that tells it from all others of its tier; {@code key} is that of the cache. */
    default String label(long key) {
      String words = name().replaceFirst("^the ", "").toLowerCase(Locale.ROOT);
      return words.replaceAll("[^a-z0-9]+", "-") + "-" + key;
    }

    Assembler write();

    /** Runs the new routine on a small case, and refuses it where it differs from the reference. */
    void tryOut(Routine routine) throws MachineCodeRefusedException;
  }

  /** A cache whose routines are known to {@code generated} too. */
  public RoutineCache(GeneratedCode generated) {
    this.generated = generated;
  }

  /** The routine of this key, from now on always the same one. */
  public synchronized Routine get(long key, Recipe recipe) throws MachineCodeRefusedException {
    Routine known = routines.get(key);
    if (known != null) {
      return known;
    }
    MachineCodeRefusedException refusal = refusals.get(key);
    if (refusal != null) {
      throw refusal;
    }
    try {
      Routine routine = Routine.install(recipe.write(), Arena.ofAuto());
      recipe.tryOut(routine);
      routines.put(key, routine);
      generated.admit(recipe, key, routine);
      return routine;
    } catch (MachineCodeRefusedException e) {
      refusals.put(key, e);
      generated.refuse(recipe.name(), e.getMessage());
      // The logger is asked for only now: starting the logging system costs milliseconds.
      System.getLogger(RoutineCache.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "Lanewise computes " + recipe.name() + " without machine code: " + e.getMessage());
      throw e;
    }
  }
}
