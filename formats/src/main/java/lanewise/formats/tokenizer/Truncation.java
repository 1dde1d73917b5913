package lanewise.formats.tokenizer;

/**
 * How an encoding that is too long is cut.
 *
 * @param maxLength the most tokens that an encoding has, special tokens included; {@link
 *     Integer#MAX_VALUE} never cuts
 * @param strategy which text of a pair is cut
 * @param direction which end is cut off
 * @param stride how many tokens two windows of one long text share, see {@link
 *     Tokenizer#encodeWindows}; less than {@code maxLength}
 */
public record Truncation(int maxLength, Strategy strategy, Direction direction, int stride) {
  /** Which text of a pair loses tokens. */
  public enum Strategy {
    /** The longer one first, until both are of a length. */
    LONGEST_FIRST,
    ONLY_FIRST,
    ONLY_SECOND
  }

  /** No cut at all. */
  public static final Truncation NONE = to(Integer.MAX_VALUE);

  public Truncation {
    if (maxLength < 0) {
      throw new IllegalArgumentException("maxLength is " + maxLength + ", expected 0 or more");
    }
    if (stride < 0 || (stride > 0 && stride >= maxLength)) {
      throw new IllegalArgumentException(
          "stride is " + stride + ", expected 0 to less than maxLength " + maxLength);
    }
  }

  /** Cuts the end of the longer text, to {@code maxLength} tokens with the special tokens. */
  public static Truncation to(int maxLength) {
    return new Truncation(maxLength, Strategy.LONGEST_FIRST, Direction.RIGHT, 0);
  }
}
