package lanewise.formats.tokenizer;

/** Puts one string in another's place, from the left, without overlap. */
final class ReplaceNormalizer implements Normalizer {
  private final int[] pattern;
  private final int[] content;

  /**
   * For each length of a matched prefix, the length of the longest shorter one that it ends with
   * (Knuth, Morris, Pratt 1977): the search is linear whatever the text and the pattern.
   */
  private final int[] fallback;

  ReplaceNormalizer(String pattern, String content) {
    this.pattern = pattern.codePoints().toArray();
    this.content = content.codePoints().toArray();
    this.fallback = new int[this.pattern.length + 1];
    int matched = 0;
    for (int i = 1; i < this.pattern.length; i++) {
      while (matched > 0 && this.pattern[i] != this.pattern[matched]) {
        matched = fallback[matched];
      }
      if (this.pattern[i] == this.pattern[matched]) {
        matched++;
      }
      fallback[i + 1] = matched;
    }
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    if (pattern.length == 0) {
      return text;
    }
    AlignedText out = new AlignedText(text.length());
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePoint(i);
      while (matched > 0 && codePoint != pattern[matched]) {
        matched = fallback[matched];
      }
      if (codePoint == pattern[matched]) {
        matched++;
      }
      out.append(text, i);
      if (matched == pattern.length) {
        int at = out.length() - matched;
        int start = out.start(at);
        int end = out.end(out.length() - 1);
        out.truncate(at);
        for (int replacement : content) {
          out.append(replacement, start, end);
        }
        matched = 0;
      }
    }
    return out;
  }
}
