package lanewise.formats.tokenizer;

/**
 * How an encoding that is too short is filled up.
 *
 * @param length the least length: {@link #NO_LENGTH} fills nothing, {@link #LONGEST} fills to the
 *     longest encoding of the batch, anything else to that many tokens
 * @param multipleOf the length is rounded up to a multiple of this; 1 rounds nothing
 * @param direction where the padding goes
 * @param id the padding's token id
 * @param typeId the padding's type id
 * @param token the padding's token
 */
public record Padding(
    int length, int multipleOf, Direction direction, int id, int typeId, String token) {
  /** As {@code length}: no padding. */
  public static final int NO_LENGTH = 0;

  /** As {@code length}: to the longest encoding of the batch. */
  public static final int LONGEST = -1;

  /** No padding. */
  public static final Padding NONE = new Padding(NO_LENGTH, 1, Direction.RIGHT, 0, 0, "[PAD]");

  public Padding {
    if (length < LONGEST) {
      throw new IllegalArgumentException("length is " + length + ", expected -1 or more");
    }
    if (multipleOf < 1) {
      throw new IllegalArgumentException("multipleOf is " + multipleOf + ", expected 1 or more");
    }
  }

  /** The length that the encodings of a batch get, whose longest is {@code longest}. */
  int target(int longest) {
    if (length == NO_LENGTH) {
      return 0;
    }
    long wanted = length == LONGEST ? longest : length;
    long rounded = (wanted + multipleOf - 1) / multipleOf * multipleOf;
    return (int) Math.min(rounded, Integer.MAX_VALUE);
  }
}
