package lanewise.engine;

import java.util.Objects;
import java.util.Set;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Knob;
import lanewise.kernels.tier.Tiers;

/**
 * How a model runs. Immutable; each {@code with…} method gives a changed copy.
 *
 * @param threads threads of one call, the calling thread included; by default as many as the
 *     process may use (the container's limit counts)
 * @param sessions how many calls may run at once; further callers wait
 * @param memoryLimitBytes the most native memory that the model may take beside its mapped file
 * @param tier the name of the kernel tier ({@code scalar}, {@code vector}, …), or null for the best
 * @param copyWeights whether all weights are copied from the file at load, so that nothing depends
 *     on the file afterwards: for files that others may write or cut short
 * @param optimize whether the graph is optimized at load
 * @param passesOff names of optimizations that are left out
 * @param device where it computes; what stays on the CPU uses the tier
 */
public record ModelOptions(
    int threads,
    int sessions,
    long memoryLimitBytes,
    String tier,
    boolean copyWeights,
    boolean optimize,
    Set<String> passesOff,
    DeviceOptions device) {

  public ModelOptions {
    passesOff = Set.copyOf(passesOff);
    Objects.requireNonNull(device, "device; DeviceOptions.cpu() is none");
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, found " + threads);
    }
    if (sessions < 1) {
      throw new IllegalArgumentException("sessions must be at least 1, found " + sessions);
    }
    if (memoryLimitBytes < 0) {
      throw new IllegalArgumentException(
          "memoryLimitBytes must not be negative, found " + memoryLimitBytes);
    }
  }

  /**
   * As many threads as {@link Knob#THREADS} says or else the container has cores, one session, the
   * best tier, no limit but the machine's, and the device that {@link Knob#DEVICE} names or else
   * the CPU.
   */
  public static ModelOptions defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    Knob.PACKING.flag(true); // A wrong value is told here, before anything depends on it.
    return new ModelOptions(
        Knob.THREADS.integer(processors, 1, Integer.MAX_VALUE),
        1,
        Long.MAX_VALUE,
        null,
        false,
        true,
        Set.of(),
        DeviceOptions.defaults());
  }

  public ModelOptions withThreads(int count) {
    return new ModelOptions(
        count, sessions, memoryLimitBytes, tier, copyWeights, optimize, passesOff, device);
  }

  public ModelOptions withSessions(int count) {
    return new ModelOptions(
        threads, count, memoryLimitBytes, tier, copyWeights, optimize, passesOff, device);
  }

  public ModelOptions withMemoryLimitBytes(long bytes) {
    return new ModelOptions(
        threads, sessions, bytes, tier, copyWeights, optimize, passesOff, device);
  }

  public ModelOptions withTier(String name) {
    return new ModelOptions(
        threads, sessions, memoryLimitBytes, name, copyWeights, optimize, passesOff, device);
  }

  public ModelOptions withCopyWeights(boolean copy) {
    return new ModelOptions(
        threads, sessions, memoryLimitBytes, tier, copy, optimize, passesOff, device);
  }

  public ModelOptions withOptimize(boolean optimized) {
    return new ModelOptions(
        threads, sessions, memoryLimitBytes, tier, copyWeights, optimized, passesOff, device);
  }

  public ModelOptions withPassesOff(Set<String> names) {
    return new ModelOptions(
        threads, sessions, memoryLimitBytes, tier, copyWeights, optimize, names, device);
  }

  public ModelOptions withDevice(DeviceOptions options) {
    return new ModelOptions(
        threads, sessions, memoryLimitBytes, tier, copyWeights, optimize, passesOff, options);
  }

  KernelTier kernelTier() {
    return tier == null ? Tiers.preferred() : Tiers.named(tier);
  }
}
