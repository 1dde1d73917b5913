package lanewise.engine.embed;

/** How the vectors of a text's tokens become the text's one vector. */
public enum Pooling {
  /** The mean over all tokens. */
  MEAN,
  /** The first token's, which BERT calls {@code [CLS]}. */
  CLS,
  /** The last token's. */
  LAST
}
