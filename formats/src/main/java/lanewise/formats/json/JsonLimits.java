package lanewise.formats.json;

/**
 * How much a reader accepts.
 *
 * @param maxBytes the longest text, in bytes
 * @param maxDepth how many arrays and objects may lie within each other
 */
public record JsonLimits(int maxBytes, int maxDepth) {
  /** 512 MiB and 64 levels: more than any model's files use. */
  public static final JsonLimits DEFAULT = new JsonLimits(512 << 20, 64);

  /** Depth is bounded for the reader's own stack, which recursion uses when it builds a tree. */
  private static final int DEEPEST = 512;

  public JsonLimits {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes is " + maxBytes + ", expected 0 or more");
    }
    if (maxDepth < 1 || maxDepth > DEEPEST) {
      throw new IllegalArgumentException("maxDepth is " + maxDepth + ", expected 1 to " + DEEPEST);
    }
  }
}
