package lanewise.formats.tokenizer;

/**
 * Greedy longest match from the left: the longest token that a word begins with, then the longest
 * continuation, and so on; a word that does not come out, or is too long, is one unknown token. (Wu
 * et al. 2016, "Google's neural machine translation system", section 4.1; as BERT uses it.)
 */
final class WordPiece implements TokenModel {
  private final Vocabulary vocabulary;
  private final int unknownId;
  private final byte[] prefix;
  private final int prefixHash;
  private final int maxCharactersPerWord;

  /**
   * @param prefix what the tokens that continue a word begin with, in UTF-8
   * @param maxCharactersPerWord how many code points a word may have before it counts as unknown
   */
  WordPiece(Vocabulary vocabulary, int unknownId, byte[] prefix, int maxCharactersPerWord) {
    this.vocabulary = vocabulary;
    this.unknownId = unknownId;
    this.prefix = prefix.clone();
    int hash = Vocabulary.HASH_START;
    for (byte b : prefix) {
      hash = Vocabulary.hash(hash, b);
    }
    this.prefixHash = hash;
    this.maxCharactersPerWord = maxCharactersPerWord;
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void tokenize(AlignedText text, int start, int end, TokenSequence tokens) {
    if (end - start > maxCharactersPerWord) {
      tokens.add(unknownId, text.start(start), text.end(end - 1));
      return;
    }
    // The word in UTF-8, with room before it: a continuation's prefix is written over what is done.
    byte[] word = new byte[prefix.length + 4 * (end - start)];
    int wordEnd = Utf8.encode(text.codePoints(), start, end, word, prefix.length);
    int tokensBefore = tokens.length();
    int from = prefix.length;
    int first = start;
    while (from < wordEnd) {
      int keyStart = from;
      int hash = Vocabulary.HASH_START;
      if (first > start) {
        keyStart = from - prefix.length;
        System.arraycopy(prefix, 0, word, keyStart, prefix.length);
        hash = prefixHash;
      }
      int found = Vocabulary.NONE;
      int foundEnd = from;
      int foundLast = first;
      int reach = Math.min(wordEnd, keyStart + vocabulary.longestToken());
      int last = first;
      for (int at = from; at < reach; last++) {
        int next = at + Utf8.length(word[at]);
        while (at < next) {
          hash = Vocabulary.hash(hash, word[at++]);
        }
        int id = vocabulary.find(word, keyStart, next, hash);
        if (id != Vocabulary.NONE) {
          found = id;
          foundEnd = next;
          foundLast = last;
        }
      }
      if (found == Vocabulary.NONE) {
        tokens.truncate(tokensBefore);
        tokens.add(unknownId, text.start(start), text.end(end - 1));
        return;
      }
      tokens.add(found, text.start(first), text.end(foundLast));
      from = foundEnd;
      first = foundLast + 1;
    }
  }
}
