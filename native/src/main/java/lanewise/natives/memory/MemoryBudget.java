package lanewise.natives.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A limit on native memory, shared by everything that belongs to one model. Thread-safe.
 *
 * <p>Memory is reserved before it is allocated, so a hostile size is refused without touching the
 * allocator.
 */
public final class MemoryBudget {
  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  private MemoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** A budget of {@code limitBytes} bytes, which must not be negative. */
  public static MemoryBudget ofBytes(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException("memory limit must not be negative: " + limitBytes);
    }
    return new MemoryBudget(limitBytes);
  }

  /** A budget that only the machine limits. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /** Counts {@code bytes} as used, or throws {@link NativeMemoryLimitException}. */
  public void reserve(long bytes, String purpose) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size for " + purpose + ": " + bytes);
    }
    while (true) {
      long used = usedBytes.get();
      if (bytes > limitBytes - used) {
        throw new NativeMemoryLimitException(purpose, bytes, used, limitBytes);
      }
      if (usedBytes.compareAndSet(used, used + bytes)) {
        return;
      }
    }
  }

  /** Gives back what {@link #reserve} counted. */
  public void release(long bytes) {
    usedBytes.addAndGet(-bytes);
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  public long limitBytes() {
    return limitBytes;
  }
}
