package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Code points, as a class of a regular expression names them. Immutable once it is {@link #sealed}.
 */
final class CodePointSet {
  private static final int ASCII = 128;

  private int[] ranges = new int[8];
  private int rangeCount;

  /** A bit for each general category that is in the set. */
  private int categories;

  private boolean whiteSpace;
  private boolean notWhiteSpace;
  private boolean word;
  private boolean notWord;
  private CodePointSet[] parts = new CodePointSet[0];
  private CodePointSet limit;
  private boolean negated;
  private final boolean[] ascii = new boolean[ASCII];

  CodePointSet add(int first, int last) {
    if (2 * rangeCount == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * ranges.length);
    }
    ranges[2 * rangeCount] = first;
    ranges[2 * rangeCount + 1] = last;
    rangeCount++;
    return this;
  }

  /** Adds a character, and where case does not count, the others that fold to the same. */
  CodePointSet addLetter(int codePoint, boolean anyCase) {
    add(codePoint, codePoint);
    if (anyCase) {
      int lower = codePoint | 0x20;
      if (lower >= 'a' && lower <= 'z' && codePoint < ASCII) {
        add(lower, lower);
        add(lower - 0x20, lower - 0x20);
      }
      if (lower == 's' && codePoint < ASCII) {
        add(0x17F, 0x17F); // the long s
      }
      if (lower == 'k' && codePoint < ASCII) {
        add(0x212A, 0x212A); // the Kelvin sign
      }
    }
    return this;
  }

  CodePointSet addCategories(int bits) {
    categories |= bits;
    return this;
  }

  CodePointSet addWhiteSpace(boolean inverse) {
    whiteSpace |= !inverse;
    notWhiteSpace |= inverse;
    return this;
  }

  CodePointSet addWord(boolean inverse) {
    word |= !inverse;
    notWord |= inverse;
    return this;
  }

  CodePointSet addSet(CodePointSet part) {
    parts = Arrays.copyOf(parts, parts.length + 1);
    parts[parts.length - 1] = part;
    return this;
  }

  /** Keeps only what is in {@code other} too. */
  CodePointSet limitTo(CodePointSet other) {
    limit = limit == null ? other : limit.limitTo(other);
    return this;
  }

  CodePointSet negate() {
    negated = !negated;
    return this;
  }

  /** Makes the set ready for questions. */
  CodePointSet sealed() {
    for (CodePointSet part : parts) {
      part.sealed();
    }
    if (limit != null) {
      limit.sealed();
    }
    for (int codePoint = 0; codePoint < ASCII; codePoint++) {
      ascii[codePoint] = compute(codePoint);
    }
    return this;
  }

  boolean contains(int codePoint) {
    return codePoint < ASCII ? ascii[codePoint] : compute(codePoint);
  }

  private boolean compute(int codePoint) {
    return (isListed(codePoint) && (limit == null || limit.contains(codePoint))) != negated;
  }

  private boolean isListed(int codePoint) {
    int properties = UnicodeData.properties(codePoint);
    if ((categories >>> UnicodeData.category(codePoint) & 1) != 0) {
      return true;
    }
    boolean isSpace = (properties & UnicodeData.WHITE_SPACE) != 0;
    if (whiteSpace && isSpace || notWhiteSpace && !isSpace) {
      return true;
    }
    boolean isWord = (properties & UnicodeData.WORD) != 0;
    if (word && isWord || notWord && !isWord) {
      return true;
    }
    for (int i = 0; i < rangeCount; i++) {
      if (codePoint >= ranges[2 * i] && codePoint <= ranges[2 * i + 1]) {
        return true;
      }
    }
    for (CodePointSet part : parts) {
      if (part.contains(codePoint)) {
        return true;
      }
    }
    return false;
  }
}
