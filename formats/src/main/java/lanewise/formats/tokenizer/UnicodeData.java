package lanewise.formats.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * Properties of code points, as the reference implementation has them: a table generated from its
 * own answers for each code point, since its parts follow several versions of Unicode and none the
 * Java runtime's. Loaded when a text first has anything but ASCII.
 *
 * <p>The table, {@code unicode.bin}, is a row of numbers in little-endian base 128: the runs of
 * code points with equal properties (length, properties), the combining classes of code points that
 * have {@link #REORDERS} in ascending order, and three maps (lower case, canonical decompositions,
 * compatible ones where they differ), each as its size and for each entry the code point's distance
 * from the one before, the count of code points that it becomes, and these, each as its distance
 * from the key with the sign in the lowest bit. Decompositions are full; Hangul syllables are not
 * in the maps.
 */
final class UnicodeData {
  /** Cleaning takes it out: control, format, private use, unassigned characters and U+FFFD. */
  static final int OTHER = 1;

  static final int WHITE_SPACE = 1 << 1;
  static final int PUNCTUATION = 1 << 2;
  static final int NONSPACING_MARK = 1 << 3;
  static final int COMBINING_MARK = 1 << 4;

  /** Part of a word, as {@code \w} of a regular expression takes it. */
  static final int WORD = 1 << 5;

  static final int LOWERCASES = 1 << 6;
  static final int DECOMPOSES = 1 << 7;

  /** Decomposes compatibly; set too where the canonical decomposition does the same. */
  static final int DECOMPOSES_COMPATIBLY = 1 << 8;

  /** Has a combining class that is not 0. */
  static final int REORDERS = 1 << 9;

  /** Decomposes canonically and NFC makes it again of its parts. */
  static final int COMPOSES = 1 << 10;

  /** The general categories, by the number that {@link #category} gives. */
  static final List<String> CATEGORIES =
      List.of(
          "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe",
          "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn");

  static final int CODE_POINTS = 0x110000;

  /** The general category is above the other properties. */
  static final int CATEGORY_SHIFT = 11;

  private static final int CATEGORY_MASK = 0x1F;

  private static final int PAGE_BITS = 7;
  private static final int PAGE = 1 << PAGE_BITS;

  private static final short[][] PAGES = new short[CODE_POINTS >> PAGE_BITS][];
  private static final UnicodeMap CLASSES;
  private static final UnicodeMap LOWERCASE;
  private static final UnicodeMap CANONICAL;

  /** Stands before the compatible decompositions, which few texts need. */
  private static final Numbers REST;

  static {
    Numbers numbers = new Numbers(load());
    int reordering = fillPages(numbers);
    CLASSES = classes(numbers, reordering);
    LOWERCASE = numbers.map();
    CANONICAL = numbers.map();
    REST = numbers;
  }

  private UnicodeData() {}

  /** The properties of a code point, as a sum of the constants here. */
  static int properties(int codePoint) {
    return PAGES[codePoint >> PAGE_BITS][codePoint & PAGE - 1];
  }

  /** The general category of a code point, as an index of {@link #CATEGORIES}. */
  static int category(int codePoint) {
    return properties(codePoint) >>> CATEGORY_SHIFT & CATEGORY_MASK;
  }

  static boolean isWhiteSpace(int codePoint) {
    return codePoint < 0x80
        ? codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r')
        : (properties(codePoint) & WHITE_SPACE) != 0;
  }

  static int combiningClass(int codePoint) {
    return (properties(codePoint) & REORDERS) == 0 ? 0 : CLASSES.pool()[CLASSES.indexOf(codePoint)];
  }

  /** Lower case of the code points with {@link #LOWERCASES}. */
  static UnicodeMap lowercase() {
    return LOWERCASE;
  }

  /** Full canonical decompositions of the code points with {@link #DECOMPOSES}. */
  static UnicodeMap canonical() {
    return CANONICAL;
  }

  /**
   * Full compatible decompositions, of those code points where the canonical one is not the same.
   */
  static UnicodeMap compatible() {
    return Compatible.MAP;
  }

  private static byte[] load() {
    try (InputStream in = UnicodeData.class.getResourceAsStream("unicode.bin")) {
      if (in == null) {
        throw new IllegalStateException("unicode.bin is missing beside " + UnicodeData.class);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("unicode.bin can't be read", e);
    }
  }

  /** Fills the pages run by run; pages in one run share one array. Gives the count of REORDERS. */
  private static int fillPages(Numbers numbers) {
    int reordering = 0;
    short[] page = null;
    for (int at = 0; at < CODE_POINTS; ) {
      int end = at + numbers.next();
      short properties = (short) numbers.next();
      reordering += (properties & REORDERS) != 0 ? end - at : 0;
      short[] uniform = null;
      while (at < end) {
        if ((at & PAGE - 1) == 0 && end - at >= PAGE) {
          if (uniform == null) {
            uniform = new short[PAGE];
            Arrays.fill(uniform, properties);
          }
          PAGES[at >> PAGE_BITS] = uniform;
          at += PAGE;
        } else {
          if ((at & PAGE - 1) == 0) {
            page = new short[PAGE];
            PAGES[at >> PAGE_BITS] = page;
          }
          page[at++ & PAGE - 1] = properties;
        }
      }
    }
    return reordering;
  }

  private static UnicodeMap classes(Numbers numbers, int count) {
    int[] keys = new int[count];
    int[] classes = new int[count];
    int found = 0;
    for (int codePoint = 0x300; found < count; codePoint++) {
      if ((properties(codePoint) & REORDERS) != 0) {
        keys[found] = codePoint;
        classes[found++] = numbers.next();
      }
    }
    return new UnicodeMap(keys, new int[0], classes);
  }

  /** Read when first asked for, by the one thread that initializes the class. */
  private static final class Compatible {
    static final UnicodeMap MAP = REST.map();
  }

  /** The numbers of the table, in order. */
  private static final class Numbers {
    private final byte[] bytes;
    private int at;

    Numbers(byte[] bytes) {
      this.bytes = bytes;
    }

    int next() {
      int value = bytes[at++];
      if (value >= 0) {
        return value;
      }
      value &= 0x7F;
      for (int shift = 7; ; shift += 7) {
        int b = bytes[at++];
        value |= (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }

    UnicodeMap map() {
      int size = next();
      int[] keys = new int[size];
      int[] offsets = new int[size + 1];
      int[] pool = new int[next()];
      int key = 0;
      int to = 0;
      for (int i = 0; i < size; i++) {
        key += next();
        keys[i] = key;
        for (int count = next(); count > 0; count--) {
          int distance = next();
          pool[to++] = key + ((distance & 1) == 0 ? distance >>> 1 : -(distance >>> 1));
        }
        offsets[i + 1] = to;
      }
      return new UnicodeMap(keys, offsets, pool);
    }
  }
}
