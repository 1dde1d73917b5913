package lanewise.formats.tokenizer;

/** Changes or drops code points, each by itself. */
enum CharacterNormalizer implements Normalizer {
  /** To lower case, without regard to what stands around: a final sigma is no exception. */
  LOWERCASE {
    @Override
    public AlignedText normalize(AlignedText text) {
      AlignedText out = new AlignedText(text.length() + 8);
      for (int i = 0; i < text.length(); i++) {
        int codePoint = text.codePoint(i);
        if (codePoint < 0x80) {
          boolean upper = codePoint >= 'A' && codePoint <= 'Z';
          out.append(upper ? codePoint + ('a' - 'A') : codePoint, text, i);
        } else if ((UnicodeData.properties(codePoint) & UnicodeData.LOWERCASES) == 0) {
          out.append(text, i);
        } else {
          UnicodeData.lowercase().append(text, i, out);
        }
      }
      return out;
    }
  },

  /** Drops every combining mark; it does not decompose before. */
  STRIP_ACCENTS {
    @Override
    public AlignedText normalize(AlignedText text) {
      return without(text, UnicodeData.COMBINING_MARK);
    }
  },

  /** Drops white space at the beginning. */
  STRIP_LEFT {
    @Override
    public AlignedText normalize(AlignedText text) {
      int from = 0;
      while (from < text.length() && UnicodeData.isWhiteSpace(text.codePoint(from))) {
        from++;
      }
      return from == 0 ? text : text.slice(from, text.length());
    }
  },

  /** Drops white space at the end. */
  STRIP_RIGHT {
    @Override
    public AlignedText normalize(AlignedText text) {
      int to = text.length();
      while (to > 0 && UnicodeData.isWhiteSpace(text.codePoint(to - 1))) {
        to--;
      }
      return to == text.length() ? text : text.slice(0, to);
    }
  };

  /** The text without the code points that have a property. */
  static AlignedText without(AlignedText text, int property) {
    AlignedText out = new AlignedText(text.length());
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePoint(i);
      if (codePoint < 0x80 || (UnicodeData.properties(codePoint) & property) == 0) {
        out.append(text, i);
      }
    }
    return out;
  }
}
