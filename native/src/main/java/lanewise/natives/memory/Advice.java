package lanewise.natives.memory;

/** How memory will be used: what {@code madvise} calls its advice. */
public enum Advice {
  /** All of it, soon: the system may start to read. */
  WILLNEED,
  /** Here and there: reading ahead would be wasted. */
  RANDOM,
  /** From the start to the end: reading far ahead pays. */
  SEQUENTIAL,
  /** Often: large pages make its addresses cheaper to find. Linux only. */
  HUGEPAGE
}
