package lanewise.engine;

import java.time.Duration;

/**
 * How one call runs. Immutable.
 *
 * @param timeout how long the call may take, waiting for a session included, or null for no limit
 * @param profile collects each step's time, or null
 * @param maxLoopSteps how many steps all loops of the model together may take
 */
public record RunOptions(Duration timeout, RunProfile profile, long maxLoopSteps) {
  private static final long MOST_LOOP_STEPS = 1_000_000;
  private static final RunOptions DEFAULTS = new RunOptions(null, null, MOST_LOOP_STEPS);
  private static final Duration MOST = Duration.ofNanos(Long.MAX_VALUE);

  public RunOptions {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, found " + timeout);
    }
    if (maxLoopSteps < 0) {
      throw new IllegalArgumentException(
          "maxLoopSteps must not be negative, found " + maxLoopSteps);
    }
  }

  /** The timeout in nanoseconds; what no {@code long} holds, some 292 years, is never reached. */
  long timeoutNanos() {
    return timeout.compareTo(MOST) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
  }

  /** No time limit, no profile, a million steps of loops. */
  public static RunOptions defaults() {
    return DEFAULTS;
  }

  public RunOptions withTimeout(Duration limit) {
    return new RunOptions(limit, profile, maxLoopSteps);
  }

  public RunOptions withProfile(RunProfile collector) {
    return new RunOptions(timeout, collector, maxLoopSteps);
  }

  public RunOptions withMaxLoopSteps(long count) {
    return new RunOptions(timeout, profile, count);
  }
}
