package lanewise.kernels.machine;

import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.GeneratedKernel;
import lanewise.natives.machine.Routine;

/** All routines of one tier, and what was refused, for whoever wants to look. Thread-safe. */
public final class GeneratedCode {
  private final List<GeneratedKernel> admitted = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  synchronized void admit(String label, Routine routine) {
    admitted.add(new GeneratedKernel(label, routine.code(), routine.instructionBytes()));
  }

  synchronized void refuse(String name, String reason) {
    refused.add(name + ": " + reason);
  }

  /** The routines so far, in the order in which they were made. */
  public synchronized List<GeneratedKernel> admitted() {
    return List.copyOf(admitted);
  }

  /** What has been refused so far, each with the reason. */
  public synchronized List<String> refused() {
    return List.copyOf(refused);
  }
}
