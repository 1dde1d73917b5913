package lanewise.formats.tokenizer;

import java.util.List;

/**
 * Joins word pieces.
 *
 * @param prefix what marks a piece that continues a word
 * @param cleanup whether spaces before punctuation and within English contractions are taken out
 */
record WordPieceDecoder(String prefix, boolean cleanup) implements Decoder {
  /** What is replaced, in this order, in each token with the space before it. */
  private static final List<String[]> CLEANUPS =
      List.of(
          new String[] {" .", "."},
          new String[] {" ?", "?"},
          new String[] {" !", "!"},
          new String[] {" ,", ","},
          new String[] {" ' ", "'"},
          new String[] {" n't", "n't"},
          new String[] {" 'm", "'m"},
          new String[] {" do not", " don't"},
          new String[] {" 's", "'s"},
          new String[] {" 've", "'ve"},
          new String[] {" 're", "'re"});

  @Override
  public String decode(List<String> tokens) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (i > 0) {
        token = token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token;
      }
      if (cleanup) {
        for (String[] pair : CLEANUPS) {
          token = token.replace(pair[0], pair[1]);
        }
      }
      text.append(token);
    }
    return text.toString();
  }
}
