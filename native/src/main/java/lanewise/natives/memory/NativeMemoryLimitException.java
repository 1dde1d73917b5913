package lanewise.natives.memory;

/** An allocation would pass the limit of a {@link MemoryBudget}; nothing was allocated. */
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
}
