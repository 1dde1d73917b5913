package lanewise.kernels.machine;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.GeneratedKernel;
import lanewise.natives.machine.Routine;

/** All routines of one tier, and what was refused, for whoever wants to look. Thread-safe. */
public final class GeneratedCode {
  private final List<Admitted> admitted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  /** A routine whose label is put together when somebody asks. */
  private record Admitted(RoutineCache.Recipe recipe, long key, Routine routine) {
    GeneratedKernel kernel() {
      return new GeneratedKernel(recipe.label(key), routine.code(), routine.instructionBytes());
    }
  }

  synchronized void admit(RoutineCache.Recipe recipe, long key, Routine routine) {
    admitted.add(new Admitted(recipe, key, routine));
  }

  synchronized void refuse(String name, String reason) {
    refused.add(name + ": " + reason);
  }

  /** The routines so far, in the order in which they were made. */
  public synchronized List<GeneratedKernel> admitted() {
    List<GeneratedKernel> kernels = new ArrayList<>(admitted.size());
    for (Admitted entry : admitted) {
      kernels.add(entry.kernel());
    }
    return List.copyOf(kernels);
  }

  /** What has been refused so far, each with the reason. */
  public synchronized List<String> refused() {
    return List.copyOf(refused);
  }
}
