package lanewise.formats.template;

/**
 * What one rendering may take.
 *
 * @param steps expressions evaluated, rounds of loops, and elements looked at; text that is worked
 *     on counts by its length
 * @param depth expressions and macro calls inside each other
 * @param characters of the output, and of any text made on the way
 */
public record TemplateLimits(long steps, int depth, int characters) {
  /** Enough for conversations of thousands of messages; reached within seconds. */
  public static final TemplateLimits DEFAULT = new TemplateLimits(20_000_000, 300, 16 << 20);

  public TemplateLimits {
    if (steps < 1 || depth < 1 || characters < 1) {
      throw new IllegalArgumentException(
          "limits are at least 1, found " + steps + ", " + depth + " and " + characters);
    }
  }
}
