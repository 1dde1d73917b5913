package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Code points that become other code points, found by binary search.
 *
 * @param keys the code points, ascending
 * @param offsets for key {@code i}, its replacement is {@code pool[offsets[i]..offsets[i + 1])}
 * @param pool all replacements, one after the other
 */
record UnicodeMap(int[] keys, int[] offsets, int[] pool) {
  /** The index of a code point, or a negative number. */
  int indexOf(int codePoint) {
    return Arrays.binarySearch(keys, codePoint);
  }

  boolean has(int codePoint) {
    return indexOf(codePoint) >= 0;
  }

  /** Appends what the code point at {@code index} of a text becomes; it must be a key. */
  void append(AlignedText text, int index, AlignedText out) {
    int key = indexOf(text.codePoint(index));
    for (int i = offsets[key]; i < offsets[key + 1]; i++) {
      out.append(pool[i], text, index);
    }
  }
}
