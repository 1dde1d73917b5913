package lanewise.formats.tokenizer;

/** Turns a piece into tokens: the {@code model} of a {@code tokenizer.json}. */
sealed interface TokenModel permits BytePairs, ScoredPairs, WordPiece {
  /** The tokens' table. */
  Vocabulary vocabulary();

  /** Adds the tokens of the code points {@code start} to {@code end}, exclusive. */
  void tokenize(AlignedText text, int start, int end, TokenSequence tokens);
}
