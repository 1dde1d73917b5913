package lanewise.formats.tokenizer;

/** An end of a sequence of tokens. */
public enum Direction {
  /** Its beginning. */
  LEFT,
  /** Its end. */
  RIGHT
}
