package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * The normalization forms of Unicode Standard Annex 15, as of the version of {@link UnicodeData}.
 * Linear in the text, but for runs of combining marks, which are sorted.
 */
enum UnicodeForm implements Normalizer {
  NFD(false, false),
  NFC(false, true),
  NFKD(true, false),
  NFKC(true, true);

  private static final int HANGUL_BASE = 0xAC00;
  private static final int HANGUL_COUNT = 11172;
  private static final int LEAD_BASE = 0x1100;
  private static final int LEAD_COUNT = 19;
  private static final int VOWEL_BASE = 0x1161;
  private static final int VOWEL_COUNT = 21;
  private static final int TRAIL_BASE = 0x11A7;
  private static final int TRAIL_COUNT = 28;

  private final boolean compatible;
  private final boolean composed;

  UnicodeForm(boolean compatible, boolean composed) {
    this.compatible = compatible;
    this.composed = composed;
  }

  @Override
  public AlignedText normalize(AlignedText text) {
    if (isBelow(text, compatible || !composed ? 0xA0 : 0x300)) {
      return text;
    }
    AlignedText decomposed = decompose(text);
    return composed ? compose(decomposed) : decomposed;
  }

  /** Whether a code point is a Hangul syllable, which decomposes by rule, not by table. */
  static boolean isSyllable(int codePoint) {
    return codePoint >= HANGUL_BASE && codePoint < HANGUL_BASE + HANGUL_COUNT;
  }

  /** Nothing below U+00A0 changes in any form, nothing below U+0300 in NFC. */
  private static boolean isBelow(AlignedText text, int bound) {
    for (int i = 0; i < text.length(); i++) {
      if (text.codePoint(i) >= bound) {
        return false;
      }
    }
    return true;
  }

  private AlignedText decompose(AlignedText text) {
    AlignedText out = new AlignedText(text.length() + (text.length() >> 1) + 8);
    int property = compatible ? UnicodeData.DECOMPOSES_COMPATIBLY : UnicodeData.DECOMPOSES;
    boolean marks = false;
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePoint(i);
      int syllable = codePoint - HANGUL_BASE;
      if (codePoint < 0xA0) {
        out.append(text, i);
      } else if (isSyllable(codePoint)) {
        out.append(LEAD_BASE + syllable / (VOWEL_COUNT * TRAIL_COUNT), text, i);
        out.append(VOWEL_BASE + syllable % (VOWEL_COUNT * TRAIL_COUNT) / TRAIL_COUNT, text, i);
        if (syllable % TRAIL_COUNT != 0) {
          out.append(TRAIL_BASE + syllable % TRAIL_COUNT, text, i);
        }
      } else {
        int properties = UnicodeData.properties(codePoint);
        if ((properties & property) != 0) {
          map(codePoint, properties).append(text, i, out);
          marks = true;
        } else {
          out.append(text, i);
          marks |= (properties & UnicodeData.REORDERS) != 0;
        }
      }
    }
    return marks ? reorder(out) : out;
  }

  /**
   * Most compatible decompositions are also canonical; only those that differ are in a map of
   * theirs.
   */
  private UnicodeMap map(int codePoint, int properties) {
    boolean same =
        (properties & UnicodeData.DECOMPOSES) != 0 && !UnicodeData.compatible().has(codePoint);
    return compatible && !same ? UnicodeData.compatible() : UnicodeData.canonical();
  }

  /**
   * Sorts each run of code points with a combining class by that class, keeping equal ones' order.
   */
  private static AlignedText reorder(AlignedText text) {
    AlignedText out = text;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      int runStart = i;
      boolean sorted = true;
      int previous = 0;
      while (i < length) {
        int combiningClass = combiningClass(text.codePoint(i));
        if (combiningClass == 0) {
          break;
        }
        sorted &= previous <= combiningClass;
        previous = combiningClass;
        i++;
      }
      if (!sorted) {
        if (out == text) {
          out = text.slice(0, length);
        }
        sortRun(text, out, runStart, i);
      }
    }
    return out;
  }

  private static void sortRun(AlignedText from, AlignedText to, int start, int end) {
    // The class above, the place below: sorting numbers is stable then, and n log n.
    long[] keys = new long[end - start];
    for (int i = start; i < end; i++) {
      keys[i - start] = (long) combiningClass(from.codePoint(i)) << 32 | i;
    }
    Arrays.sort(keys);
    // As the reference aligns: a code point that begins what a given one became takes the next
    // given one's place in their order, the others stay with what stands before them.
    int given = start;
    for (int i = start; i < end; i++) {
      int moved = (int) keys[i - start];
      if (begins(from, moved)) {
        while (!begins(from, given)) {
          given++;
        }
        to.set(i, from.codePoint(moved), from.start(given), from.end(given));
        given++;
      } else {
        to.set(i, from.codePoint(moved), to.start(i - 1), to.end(i - 1));
      }
    }
  }

  private static boolean begins(AlignedText text, int index) {
    return index == 0 || text.start(index) != text.start(index - 1);
  }

  private static AlignedText compose(AlignedText text) {
    AlignedText out = new AlignedText(text.length());
    int starter = -1;
    int lastClass = -1;
    for (int i = 0; i < text.length(); i++) {
      int codePoint = text.codePoint(i);
      int combiningClass = combiningClass(codePoint);
      // A mark is blocked from the starter by one of the same or a higher class between them.
      boolean reaches = starter >= 0 && lastClass < combiningClass;
      int composite = reaches ? composite(out.codePoint(starter), codePoint) : -1;
      if (composite >= 0) {
        out.join(starter, composite, text.end(i));
        continue;
      }
      if (combiningClass == 0) {
        starter = out.length();
        lastClass = -1;
      } else {
        lastClass = combiningClass;
      }
      out.append(text, i);
    }
    return out;
  }

  private static int composite(int first, int second) {
    int lead = first - LEAD_BASE;
    int vowel = second - VOWEL_BASE;
    if (lead >= 0 && lead < LEAD_COUNT && vowel >= 0 && vowel < VOWEL_COUNT) {
      return HANGUL_BASE + (lead * VOWEL_COUNT + vowel) * TRAIL_COUNT;
    }
    int syllable = first - HANGUL_BASE;
    int trail = second - TRAIL_BASE;
    if (isSyllable(first) && syllable % TRAIL_COUNT == 0 && trail > 0 && trail < TRAIL_COUNT) {
      return first + trail;
    }
    return UnicodeComposition.composite(first, second);
  }

  private static int combiningClass(int codePoint) {
    return codePoint < 0x300 ? 0 : UnicodeData.combiningClass(codePoint);
  }
}
