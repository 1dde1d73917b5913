package lanewise.engine;

import java.time.Duration;

/**
 * How one call runs. Immutable.
 *
 * @param timeout how long the call may take, waiting for a session included, or null for no limit
 * @param profile collects each step's time, or null
 */
public record RunOptions(Duration timeout, RunProfile profile) {
  private static final RunOptions DEFAULTS = new RunOptions(null, null);
  private static final Duration MOST = Duration.ofNanos(Long.MAX_VALUE);

  public RunOptions {
    if (timeout != null && timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, found " + timeout);
    }
  }

  /** The timeout in nanoseconds; what no {@code long} holds, some 292 years, is never reached. */
  long timeoutNanos() {
    return timeout.compareTo(MOST) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
  }

  /** No time limit, no profile. */
  public static RunOptions defaults() {
    return DEFAULTS;
  }

  public RunOptions withTimeout(Duration limit) {
    return new RunOptions(limit, profile);
  }

  public RunOptions withProfile(RunProfile collector) {
    return new RunOptions(timeout, collector);
  }
}
