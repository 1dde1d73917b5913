package lanewise.formats.tokenizer;

import java.text.Normalizer;

/** Properties of code points. */
final class UnicodeData {
  static final int OTHER = 1;
  static final int WHITE_SPACE = 2;
  static final int PUNCTUATION = 4;
  static final int NONSPACING_MARK = 8;
  static final int COMBINING_MARK = 16;
  static final int WORD = 32;
  static final int LOWERCASES = 64;
  static final int DECOMPOSES = 128;
  static final int DECOMPOSES_COMPATIBLY = 256;
  static final int REORDERS = 512;

  private UnicodeData() {}

  static boolean isWhiteSpace(int codePoint) {
    return (properties(codePoint) & WHITE_SPACE) != 0;
  }

  static int properties(int codePoint) {
    int p = 0;
    switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED, Character.PRIVATE_USE ->
          p |= OTHER;
      case Character.NON_SPACING_MARK -> p |= NONSPACING_MARK | COMBINING_MARK;
      default -> {}
    }
    if (Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint)) {
      p |= WHITE_SPACE;
    }
    if (codePoint < 0x110000 && new String(Character.toChars(codePoint)).matches("\\p{P}")) {
      p |= PUNCTUATION;
    }
    if (Character.isLetterOrDigit(codePoint)) {
      p |= WORD;
    }
    if (lowercase(codePoint).length > 1 || lowercase(codePoint)[0] != codePoint) {
      p |= LOWERCASES;
    }
    if (decomposition(codePoint, false).length > 1
        || decomposition(codePoint, false)[0] != codePoint) {
      p |= DECOMPOSES;
    }
    return p;
  }

  static int[] lowercase(int codePoint) {
    return Character.toString(codePoint).toLowerCase(java.util.Locale.ROOT).codePoints().toArray();
  }

  static int[] decomposition(int codePoint, boolean compatible) {
    return Normalizer.normalize(
            Character.toString(codePoint), compatible ? Normalizer.Form.NFKD : Normalizer.Form.NFD)
        .codePoints()
        .toArray();
  }

  static int combiningClass(int codePoint) {
    return 0;
  }

  static int composite(int first, int second) {
    return -1;
  }
}
