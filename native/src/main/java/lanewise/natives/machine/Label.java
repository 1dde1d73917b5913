package lanewise.natives.machine;

/** A place in the code that jumps and operands name, before or after it is bound. */
public final class Label {
  /** Byte offset in the code, or -1 while unbound. */
  int offset = -1;

  /** Where a 32-bit distance waits for this label. */
  int[] fixups = new int[2];

  int fixupCount;

  /** A label that is not bound yet. */
  public Label() {}

  void addFixup(int at) {
    if (fixupCount == fixups.length) {
      fixups = java.util.Arrays.copyOf(fixups, 2 * fixupCount);
    }
    fixups[fixupCount++] = at;
  }
}
