package lanewise.formats.tokenizer;

/**
 * What BERT does to a text: control characters out and white space to spaces, spaces around Chinese
 * characters, accents off, lower case. A code point's properties are those of {@link UnicodeData}.
 *
 * @param cleanText whether control characters go and white space becomes spaces
 * @param separateChinese whether each Chinese character gets a space on both sides
 * @param stripAccents whether the text is decomposed (NFD) and its nonspacing marks go
 * @param lowercase whether the text is put in lower case, code point by code point
 */
record BertNormalizer(
    boolean cleanText, boolean separateChinese, boolean stripAccents, boolean lowercase)
    implements Normalizer {

  @Override
  public AlignedText normalize(AlignedText text) {
    int length = text.length();
    AlignedText out = new AlignedText(length + (length >> 3) + 8);
    int seen = 0;
    for (int i = 0; i < length; i++) {
      int codePoint = text.codePoint(i);
      if (codePoint >= ' ' && codePoint < 0x7F) {
        boolean upper = lowercase && codePoint >= 'A' && codePoint <= 'Z';
        out.append(upper ? codePoint + ('a' - 'A') : codePoint, text, i);
        continue;
      }
      int properties = codePoint < 0x80 ? 0 : UnicodeData.properties(codePoint);
      int cleaned = cleanText ? clean(codePoint, properties) : codePoint;
      if (cleaned < 0) {
        continue;
      }
      seen |= properties | (UnicodeForm.isSyllable(codePoint) ? UnicodeData.DECOMPOSES : 0);
      if (separateChinese && isChinese(cleaned)) {
        out.append(' ', text, i);
        out.append(cleaned, text, i);
        out.append(' ', text, i);
      } else {
        out.append(cleaned, text, i);
      }
    }
    // Most texts need no further pass. What decomposes may leave marks and capitals behind.
    boolean decompose = (seen & (UnicodeData.DECOMPOSES | UnicodeData.REORDERS)) != 0;
    if (stripAccents && decompose) {
      out = UnicodeForm.NFD.normalize(out);
    }
    if (stripAccents && (decompose || (seen & UnicodeData.NONSPACING_MARK) != 0)) {
      out = CharacterNormalizer.without(out, UnicodeData.NONSPACING_MARK);
    }
    boolean capitals = decompose || (seen & UnicodeData.LOWERCASES) != 0;
    return lowercase && capitals ? CharacterNormalizer.LOWERCASE.normalize(out) : out;
  }

  /** What a code point that is not printable ASCII becomes; -1 where it goes. */
  private static int clean(int codePoint, int properties) {
    if (codePoint == '\t' || codePoint == '\n' || codePoint == '\r') {
      return ' ';
    }
    if (codePoint < 0x80 || (properties & UnicodeData.OTHER) != 0) {
      return -1;
    }
    return (properties & UnicodeData.WHITE_SPACE) != 0 ? ' ' : codePoint;
  }

  /** BERT's own idea of a Chinese character: ranges of CJK ideographs, without kana and hangul. */
  private static boolean isChinese(int codePoint) {
    return codePoint >= 0x3400
        && ((codePoint >= 0x4E00 && codePoint <= 0x9FFF)
            || codePoint <= 0x4DBF
            || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
            || (codePoint >= 0x20000 && codePoint <= 0x2A6DF)
            || (codePoint >= 0x2A700 && codePoint <= 0x2B81F)
            || (codePoint >= 0x2B920 && codePoint <= 0x2CEAF)
            || (codePoint >= 0x2F800 && codePoint <= 0x2FA1F));
  }
}
