package lanewise.formats.tokenizer;

import java.util.Arrays;

/** Which two code points NFC puts together, derived from the decompositions when first needed. */
final class UnicodeComposition {
  private static final long[] PAIRS;
  private static final int[] COMPOSITES;

  static {
    UnicodeMap canonical = UnicodeData.canonical();
    int count = 0;
    long[] sorted = new long[canonical.keys().length];
    // A full decomposition's last part joined the composite of the parts before it: as the parts
    // are
    // sorted out from short to long, that composite is known by then.
    for (int length = 2; length <= 4; length++) {
      int known = count;
      for (int i = 0; i < canonical.keys().length; i++) {
        int codePoint = canonical.keys()[i];
        int start = canonical.offsets()[i];
        boolean composes = (UnicodeData.properties(codePoint) & UnicodeData.COMPOSES) != 0;
        if (composes && canonical.offsets()[i + 1] - start == length) {
          int first = fold(sorted, known, canonical.pool(), start, length - 1);
          int second = canonical.pool()[start + length - 1];
          sorted[count++] = pack(first, second, codePoint);
        }
      }
      Arrays.sort(sorted, 0, count);
    }
    PAIRS = new long[count];
    COMPOSITES = new int[count];
    for (int i = 0; i < count; i++) {
      PAIRS[i] = sorted[i] >>> 21;
      COMPOSITES[i] = (int) (sorted[i] & 0x1FFFFF);
    }
  }

  private UnicodeComposition() {}

  /** What two code points make together, or -1. */
  static int composite(int first, int second) {
    int index = Arrays.binarySearch(PAIRS, (long) first << 21 | second);
    return index < 0 ? -1 : COMPOSITES[index];
  }

  private static int fold(long[] sorted, int known, int[] pool, int start, int length) {
    int composite = pool[start];
    for (int i = 1; i < length; i++) {
      long wanted = pack(composite, pool[start + i], 0);
      int index = Arrays.binarySearch(sorted, 0, known, wanted);
      // No entry has composite 0, so the search ends at the place before the pair's entry.
      composite = (int) (sorted[-index - 1] & 0x1FFFFF);
    }
    return composite;
  }

  private static long pack(int first, int second, int composite) {
    return ((long) first << 21 | second) << 21 | composite;
  }
}
