package lanewise.formats.tokenizer;

/** Cuts at code points of a class. */
enum CharacterPreTokenizer implements PreTokenizer {
  /** White space goes, each punctuation mark is a piece of its own. */
  BERT {
    @Override
    int role(int codePoint) {
      if (codePoint < 0x80) {
        return isAsciiSpace(codePoint) ? DROP : isAsciiPunctuation(codePoint) ? ALONE : TEXT;
      }
      int properties = UnicodeData.properties(codePoint);
      return (properties & UnicodeData.WHITE_SPACE) != 0
          ? DROP
          : (properties & UnicodeData.PUNCTUATION) != 0 ? ALONE : TEXT;
    }
  },

  /** White space goes; runs of word characters and runs of others are pieces. */
  WHITESPACE {
    @Override
    int role(int codePoint) {
      int properties = UnicodeData.properties(codePoint);
      return (properties & UnicodeData.WORD) != 0
          ? TEXT
          : (properties & UnicodeData.WHITE_SPACE) != 0 ? DROP : OTHER_TEXT;
    }
  },

  /** White space goes. */
  WHITESPACE_SPLIT {
    @Override
    int role(int codePoint) {
      return UnicodeData.isWhiteSpace(codePoint) ? DROP : TEXT;
    }
  },

  /** Punctuation goes. */
  PUNCTUATION_REMOVED {
    @Override
    int role(int codePoint) {
      return isPunctuation(codePoint) ? DROP : TEXT;
    }
  },

  /** Each punctuation mark is a piece. */
  PUNCTUATION_ISOLATED {
    @Override
    int role(int codePoint) {
      return isPunctuation(codePoint) ? ALONE : TEXT;
    }
  },

  /** Each run of punctuation is a piece. */
  PUNCTUATION_CONTIGUOUS {
    @Override
    int role(int codePoint) {
      return isPunctuation(codePoint) ? OTHER_TEXT : TEXT;
    }
  },

  /** A punctuation mark ends the piece before it. */
  PUNCTUATION_WITH_PREVIOUS {
    @Override
    int role(int codePoint) {
      return isPunctuation(codePoint) ? LAST : TEXT;
    }
  },

  /** A punctuation mark begins the piece after it. */
  PUNCTUATION_WITH_NEXT {
    @Override
    int role(int codePoint) {
      return isPunctuation(codePoint) ? FIRST : TEXT;
    }
  };

  /** Joins what stands before it, if that is of the same role. */
  private static final int TEXT = 0;

  /** As {@link #TEXT}, of another kind: the two never join. */
  private static final int OTHER_TEXT = 1;

  private static final int DROP = 2;
  private static final int ALONE = 3;
  private static final int LAST = 4;
  private static final int FIRST = 5;

  /** What a code point does to the cut. */
  abstract int role(int codePoint);

  @Override
  public Pieces split(Pieces pieces) {
    AlignedText text = pieces.text();
    int[] codePoints = text.codePoints();
    Pieces result = new Pieces(text, pieces.count() + text.length() / 8);
    for (int piece = 0; piece < pieces.count(); piece++) {
      int end = pieces.end(piece);
      int from = pieces.start(piece);
      int previous = TEXT;
      for (int i = from; i < end; i++) {
        int role = role(codePoints[i]);
        // LAST joins the text before it, a text joins FIRST before it; else roles that differ part.
        boolean joins =
            (role == previous && role <= OTHER_TEXT)
                || (role == LAST && previous == TEXT)
                || (role == TEXT && previous == FIRST);
        if (!joins) {
          result.add(from, previous == DROP ? from : i);
          from = i;
        }
        previous = role;
      }
      result.add(from, previous == DROP ? from : end);
    }
    return result;
  }

  private static boolean isAsciiSpace(int codePoint) {
    return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
  }

  private static boolean isAsciiPunctuation(int codePoint) {
    return codePoint > ' '
        && codePoint < 0x7F
        && !(codePoint >= '0' && codePoint <= '9')
        && !(codePoint >= 'A' && codePoint <= 'Z')
        && !(codePoint >= 'a' && codePoint <= 'z');
  }

  private static boolean isPunctuation(int codePoint) {
    return codePoint < 0x80
        ? isAsciiPunctuation(codePoint)
        : (UnicodeData.properties(codePoint) & UnicodeData.PUNCTUATION) != 0;
  }
}
