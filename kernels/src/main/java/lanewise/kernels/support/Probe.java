package lanewise.kernels.support;

import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;

/** An operation on some types that can be bound in any tier. */
record Probe(String operation, String types, Binding binding) {
  /** Binds a small problem of the kind that models have. */
  interface Binding {
    /**
     * The task that does the work.
     *
     * @throws IllegalArgumentException if there is no such operation on these types
     */
    Task bind(KernelTier tier, Room room);
  }
}
