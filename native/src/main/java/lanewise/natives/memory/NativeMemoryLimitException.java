package lanewise.natives.memory;

/**
 * An allocation would pass the limit of a {@link MemoryBudget}, or what the JVM or the system
 * gives; nothing was allocated.
 */
public final class NativeMemoryLimitException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NativeMemoryLimitException(String purpose, long bytes, long usedBytes, long limitBytes) {
    super(
        "native memory limit reached: "
            + purpose
            + " needs "
            + bytes
            + " bytes, "
            + usedBytes
            + " of "
            + limitBytes
            + " are in use; raise the native-memory limit or use a smaller input");
  }

  NativeMemoryLimitException(long bytes, OutOfMemoryError cause) {
    super(
        "no native memory for "
            + bytes
            + " more bytes ("
            + cause.getMessage()
            + "); raise -XX:MaxDirectMemorySize, allow native access, or use a smaller input",
        cause);
  }
}
