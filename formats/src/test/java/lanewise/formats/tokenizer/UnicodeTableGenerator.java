package lanewise.formats.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Makes {@code unicode.bin}, the table that {@link UnicodeData} describes, by asking the reference
 * about every code point. Run its {@code main} with the file's path after the reference has moved
 * on to another version of Unicode; a test tells when.
 */
final class UnicodeTableGenerator {
  private static final int HANGUL_FIRST = 0xAC00;
  private static final int HANGUL_LAST = 0xD7A3;

  /** A separator that normalizers leave alone. */
  private static final char SEPARATOR = '\u0001';

  /** For each combining class that Unicode has, one of its code points. */
  private static final int[] CLASS_MEMBERS = {
    0x334, 0x16FF0, 0x93C, 0x3099, 0x94D, 0x5B0, 0x5B1, 0x5B2, 0x5B3, 0x5B4, 0x5B5, 0x5B6, 0x5B7,
    0x5B8, 0x5B9, 0x5BB, 0x5BC, 0x5BD, 0x5BF, 0x5C1, 0x5C2, 0xFB1E, 0x64B, 0x64C, 0x64D, 0x618,
    0x619, 0x61A, 0x651, 0x652, 0x670, 0x711, 0xC55, 0xC56, 0xE38, 0xE48, 0xEB8, 0xEC8, 0xF71,
    0xF72, 0xF74, 0x321, 0x1DCE, 0x31B, 0x302A, 0x316, 0x59A, 0x302E, 0x1D16D, 0x5AE, 0x300, 0x315,
    0x35C, 0x35D, 0x345
  };

  private static final int[] CLASSES = {
    1, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 32, 33, 34, 35, 36, 84, 91, 103, 107, 118, 122, 129, 130, 132, 202, 214, 216, 218, 220,
    222, 224, 226, 228, 230, 232, 233, 234, 240
  };

  private final short[] properties = new short[UnicodeData.CODE_POINTS];
  private final List<Integer> codePoints = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();

  private UnicodeTableGenerator() {
    for (int codePoint = 0; codePoint < UnicodeData.CODE_POINTS; codePoint++) {
      boolean surrogate =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      if (!surrogate && codePoint != SEPARATOR) {
        codePoints.add(codePoint);
        texts.add(Character.toString(codePoint));
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0]), generate());
  }

  /** The table's bytes. */
  static byte[] generate() throws IOException {
    return new UnicodeTableGenerator().table();
  }

  private byte[] table() throws IOException {
    // Control characters are probed between letters, which cleaning keeps.
    String clean = bertNormalizer("true", "false");
    markRemoved(ReferenceUnicode.ofNormalizer(clean), 'x', UnicodeData.OTHER);
    String strip = bertNormalizer("false", "true");
    markRemoved(ReferenceUnicode.ofNormalizer(strip), SEPARATOR, UnicodeData.NONSPACING_MARK);
    String accents = "{\"type\":\"StripAccents\"}";
    markRemoved(ReferenceUnicode.ofNormalizer(accents), SEPARATOR, UnicodeData.COMBINING_MARK);
    String space = "{\"type\":\"WhitespaceSplit\"}";
    markRemoved(ReferenceUnicode.ofPreTokenizer(space), SEPARATOR, UnicodeData.WHITE_SPACE);
    String punctuation = "{\"type\":\"Punctuation\",\"behavior\":\"Removed\"}";
    markRemoved(ReferenceUnicode.ofPreTokenizer(punctuation), SEPARATOR, UnicodeData.PUNCTUATION);
    mark(SEPARATOR, UnicodeData.OTHER);
    // Line ends and tabs become spaces before anything is taken out.
    for (int codePoint : new int[] {'\t', '\n', '\r'}) {
      properties[codePoint] &= ~UnicodeData.OTHER;
    }
    markWords();
    markCategories();
    SortedMap<Integer, String> lowercase = map("Lowercase");
    SortedMap<Integer, String> canonical = map("NFD");
    SortedMap<Integer, String> compatible = map("NFKD");
    SortedMap<Integer, String> recomposed = map("NFC");
    lowercase.keySet().forEach(codePoint -> mark(codePoint, UnicodeData.LOWERCASES));
    canonical.keySet().forEach(codePoint -> mark(codePoint, UnicodeData.DECOMPOSES));
    compatible.keySet().forEach(c -> mark(c, UnicodeData.DECOMPOSES_COMPATIBLY));
    for (int codePoint : canonical.keySet()) {
      if (!recomposed.containsKey(codePoint)) {
        mark(codePoint, UnicodeData.COMPOSES);
      }
    }
    compatible.entrySet().removeIf(e -> e.getValue().equals(canonical.get(e.getKey())));
    SortedMap<Integer, Integer> classes = combiningClasses();
    classes.keySet().forEach(codePoint -> mark(codePoint, UnicodeData.REORDERS));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeRuns(out);
    classes.values().forEach(combiningClass -> write(out, combiningClass));
    writeMap(out, lowercase);
    writeMap(out, canonical);
    writeMap(out, compatible);
    return out.toByteArray();
  }

  private static String bertNormalizer(String clean, String strip) {
    return "{\"type\":\"BertNormalizer\",\"clean_text\":"
        + clean
        + ",\"handle_chinese_chars\":false,\"strip_accents\":"
        + strip
        + ",\"lowercase\":false}";
  }

  private void mark(int codePoint, int property) {
    properties[codePoint] |= (short) property;
  }

  private void markRemoved(ReferenceUnicode reference, char separator, int property) {
    try (reference) {
      List<String> probed = new ArrayList<>(texts);
      probed.replaceAll(text -> text.charAt(0) == separator ? "" : text);
      List<String> results = reference.applyToEach(probed, separator);
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).isEmpty() && !probed.get(i).isEmpty()) {
          mark(codePoints.get(i), property);
        }
      }
    }
  }

  /** What a split by a category takes away is of that category. */
  private void markCategories() throws IOException {
    int unassigned = UnicodeData.CATEGORIES.indexOf("Cn");
    int[] categories = new int[properties.length];
    Arrays.fill(categories, unassigned);
    for (int category = 0; category < unassigned; category++) {
      String split =
          "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\p{"
              + UnicodeData.CATEGORIES.get(category)
              + "}\"},\"behavior\":\"Removed\",\"invert\":false}";
      boolean control = UnicodeData.CATEGORIES.get(category).equals("Cc");
      char separator = control ? 'x' : SEPARATOR;
      try (ReferenceUnicode reference = ReferenceUnicode.ofPreTokenizer(split)) {
        List<String> probed = new ArrayList<>(texts);
        probed.replaceAll(text -> text.charAt(0) == separator ? "" : text);
        List<String> results = reference.applyToEach(probed, separator);
        for (int i = 0; i < results.size(); i++) {
          if (results.get(i).isEmpty() && !probed.get(i).isEmpty()) {
            categories[codePoints.get(i)] = category;
          }
        }
      }
    }
    categories[SEPARATOR] = UnicodeData.CATEGORIES.indexOf("Cc");
    for (int codePoint = 0; codePoint < categories.length; codePoint++) {
      boolean surrogate =
          codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
      int category = surrogate ? UnicodeData.CATEGORIES.indexOf("Cs") : categories[codePoint];
      mark(codePoint, category << UnicodeData.CATEGORY_SHIFT);
    }
  }

  /** What is a word's goes into one piece with a letter before it. */
  private void markWords() throws IOException {
    try (ReferenceUnicode reference =
        ReferenceUnicode.ofPreTokenizer("{\"type\":\"Whitespace\"}")) {
      for (int from = 0; from < texts.size(); from += 4096) {
        List<String> batch = texts.subList(from, Math.min(from + 4096, texts.size()));
        StringBuilder text = new StringBuilder();
        batch.forEach(probed -> text.append('a').append(probed).append(' '));
        long[] pieces = reference.pieces(text.toString());
        int at = 0;
        for (int i = 0; i < batch.size(); i++) {
          int codePoint = codePoints.get(from + i);
          if ((properties[codePoint] & UnicodeData.WHITE_SPACE) != 0) {
            at++;
            continue;
          }
          if (pieces[at] == pieces[at + 1]) {
            mark(codePoint, UnicodeData.WORD);
          }
          at += 1 + batch.get(i).getBytes(StandardCharsets.UTF_8).length;
        }
        if (at != pieces.length) {
          throw new IllegalStateException("bytes are missing after code point " + from);
        }
      }
    }
  }

  /** What a normalizer changes, but Hangul. */
  private SortedMap<Integer, String> map(String type) throws IOException {
    SortedMap<Integer, String> map = new TreeMap<>();
    try (ReferenceUnicode reference =
        ReferenceUnicode.ofNormalizer("{\"type\":\"" + type + "\"}")) {
      List<String> results = reference.applyToEach(texts, SEPARATOR);
      for (int i = 0; i < results.size(); i++) {
        int codePoint = codePoints.get(i);
        if (!isHangul(codePoint) && !results.get(i).equals(texts.get(i))) {
          map.put(codePoint, results.get(i));
        }
      }
    }
    return map;
  }

  private static boolean isHangul(int codePoint) {
    return codePoint >= HANGUL_FIRST && codePoint <= HANGUL_LAST;
  }

  /** A mark of class k comes after another exactly when NFD exchanges the two. */
  private SortedMap<Integer, Integer> combiningClasses() throws IOException {
    SortedMap<Integer, Integer> classes = new TreeMap<>();
    try (ReferenceUnicode reference = ReferenceUnicode.ofNormalizer("{\"type\":\"NFD\"}")) {
      String lowest = Character.toString(CLASS_MEMBERS[0]);
      String highest = Character.toString(CLASS_MEMBERS[CLASS_MEMBERS.length - 1]);
      IntPredicate inert = c -> (properties[c] & UnicodeData.DECOMPOSES) == 0 && !isHangul(c);
      List<Integer> probed = codePoints.stream().filter(c -> inert.test(c)).toList();
      List<String> beforeLowest = new ArrayList<>();
      List<String> afterHighest = new ArrayList<>();
      for (int codePoint : probed) {
        beforeLowest.add(Character.toString(codePoint) + lowest);
        afterHighest.add(highest + Character.toString(codePoint));
      }
      List<String> first = reference.applyToEach(beforeLowest, SEPARATOR);
      List<String> second = reference.applyToEach(afterHighest, SEPARATOR);
      for (int i = 0; i < probed.size(); i++) {
        if (!first.get(i).equals(beforeLowest.get(i))
            || !second.get(i).equals(afterHighest.get(i))) {
          classes.put(probed.get(i), combiningClass(reference, probed.get(i)));
        }
      }
    }
    return classes;
  }

  private static int combiningClass(ReferenceUnicode reference, int codePoint) {
    for (int i = 0; i < CLASSES.length; i++) {
      String mark = Character.toString(codePoint);
      String member = Character.toString(CLASS_MEMBERS[i]);
      // A class that the reference's version of Unicode does not have yet exchanges with nothing.
      String lowest = Character.toString(CLASS_MEMBERS[0]);
      if (i > 0 && reference.apply(member + lowest).equals(member + lowest)) {
        continue;
      }
      if (reference.apply(mark + member).equals(mark + member)) {
        if (!reference.apply(member + mark).equals(member + mark)) {
          throw new IllegalStateException(
              String.format("U+%04X has a class below %d of its own", codePoint, CLASSES[i]));
        }
        return CLASSES[i];
      }
    }
    throw new IllegalStateException(String.format("U+%04X has a class above 240", codePoint));
  }

  private void writeRuns(ByteArrayOutputStream out) {
    int start = 0;
    for (int codePoint = 1; codePoint <= properties.length; codePoint++) {
      if (codePoint == properties.length || properties[codePoint] != properties[start]) {
        write(out, codePoint - start);
        write(out, properties[start] & 0xFFFF);
        start = codePoint;
      }
    }
  }

  private static void writeMap(ByteArrayOutputStream out, SortedMap<Integer, String> map) {
    write(out, map.size());
    write(out, map.values().stream().mapToInt(v -> v.codePointCount(0, v.length())).sum());
    int previous = 0;
    for (var entry : map.entrySet()) {
      int key = entry.getKey();
      write(out, key - previous);
      previous = key;
      int[] value = entry.getValue().codePoints().toArray();
      write(out, value.length);
      for (int part : value) {
        int distance = part - key;
        write(out, distance >= 0 ? distance << 1 : -distance << 1 | 1);
      }
    }
  }

  private static void write(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
