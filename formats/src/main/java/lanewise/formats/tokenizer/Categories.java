package lanewise.formats.tokenizer;

import java.util.Locale;
import java.util.Map;

/** The names that patterns use for general categories and scripts. */
final class Categories {
  private static final Map<String, String> LONG_NAMES =
      Map.ofEntries(
          Map.entry("letter", "L"),
          Map.entry("uppercase_letter", "Lu"),
          Map.entry("lowercase_letter", "Ll"),
          Map.entry("titlecase_letter", "Lt"),
          Map.entry("modifier_letter", "Lm"),
          Map.entry("other_letter", "Lo"),
          Map.entry("mark", "M"),
          Map.entry("number", "N"),
          Map.entry("punctuation", "P"),
          Map.entry("symbol", "S"),
          Map.entry("separator", "Z"),
          Map.entry("other", "C"));

  /** The Han script's ranges, as Unicode's {@code Scripts.txt} lists them. */
  private static final int[] HAN = {
    0x2E80, 0x2E99, 0x2E9B, 0x2EF3, 0x2F00, 0x2FD5, 0x3005, 0x3005, 0x3007, 0x3007, 0x3021, 0x3029,
    0x3038, 0x303B, 0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFA6D, 0xFA70, 0xFAD9, 0x16FE2,
    0x16FE3, 0x16FF0, 0x16FF1, 0x20000, 0x2A6DF, 0x2A700, 0x2B739, 0x2B740, 0x2B81D, 0x2B820,
    0x2CEA1, 0x2CEB0, 0x2EBE0, 0x2EBF0, 0x2EE5D, 0x2F800, 0x2FA1D, 0x30000, 0x3134A, 0x31350,
    0x323AF
  };

  private Categories() {}

  /** A bit for each category that the name stands for; 0 where it is none. */
  static int bits(String name) {
    String shortName = LONG_NAMES.getOrDefault(name.toLowerCase(Locale.ROOT), name);
    int bits = 0;
    if (!shortName.isEmpty()) {
      for (int i = 0; i < UnicodeData.CATEGORIES.size(); i++) {
        String category = UnicodeData.CATEGORIES.get(i);
        boolean whole = shortName.length() == 1 && category.startsWith(shortName);
        bits |= whole || category.equals(shortName) ? 1 << i : 0;
      }
    }
    return bits;
  }

  static CodePointSet han() {
    CodePointSet set = new CodePointSet();
    for (int i = 0; i < HAN.length; i += 2) {
      set.add(HAN[i], HAN[i + 1]);
    }
    return set;
  }
}
