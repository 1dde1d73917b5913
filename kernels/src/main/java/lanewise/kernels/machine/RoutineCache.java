package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The routines of one kernel family, each written when it is first asked for and admitted by a trial
 * before anyone gets it. Thread-safe.
 */
final class RoutineCache {
  private static final System.Logger LOGGER = System.getLogger(RoutineCache.class.getName());

  private final Map<Long, Routine> routines = new HashMap<>();
  private final Map<Long, MachineCodeRefusedException> refusals = new HashMap<>();

  /** Writes a routine. */
  interface Author {
    Assembler write();
  }

  /** Runs a new routine on a small case, and refuses it where it differs from the reference. */
  interface Trial {
    void run(Routine routine) throws MachineCodeRefusedException;
  }

  /** The routine of this key, from now on always the same one; {@code name} is for the log. */
  synchronized Routine get(long key, String name, Author author, Trial trial)
      throws MachineCodeRefusedException {
    Routine known = routines.get(key);
    if (known != null) {
      return known;
    }
    MachineCodeRefusedException refusal = refusals.get(key);
    if (refusal != null) {
      throw refusal;
    }
    try {
      Routine routine = Routine.install(author.write(), Arena.ofAuto());
      trial.run(routine);
      routines.put(key, routine);
      return routine;
    } catch (MachineCodeRefusedException e) {
      refusals.put(key, e);
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Lanewise computes " + name + " without machine code: " + e.getMessage());
      throw e;
    }
  }
}
