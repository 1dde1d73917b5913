package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Seeded texts over all of Unicode, of the kinds that tokenizers trip over. */
final class RandomTexts {
  /** Scripts, marks, symbols and ends of planes where properties change often. */
  private static final int[][] RANGES = {
    {0x20, 0x7E},
    {0x20, 0x7E},
    {0x20, 0x7E},
    {'a', 'z'},
    {'a', 'z'},
    {0x00, 0x1F},
    {0x7F, 0xFF},
    {0x100, 0x24F},
    {0x250, 0x2FF},
    {0x300, 0x36F},
    {0x370, 0x52F},
    {0x530, 0x6FF},
    {0x700, 0x97F},
    {0x980, 0xDFF},
    {0xE00, 0x10FF},
    {0x1100, 0x11FF},
    {0x1200, 0x1AFF},
    {0x1B00, 0x1DFF},
    {0x1E00, 0x1FFF},
    {0x2000, 0x206F},
    {0x2070, 0x2BFF},
    {0x2C00, 0x2FFF},
    {0x3000, 0x33FF},
    {0x3400, 0x9FFF},
    {0xA000, 0xABFF},
    {0xAC00, 0xD7FF},
    {0xE000, 0xF8FF},
    {0xF900, 0xFFFF},
    {0x10000, 0x10FFF},
    {0x11000, 0x16FFF},
    {0x17000, 0x1CFFF},
    {0x1D000, 0x1DFFF},
    {0x1E000, 0x1F2FF},
    {0x1F300, 0x1FBFF},
    {0x20000, 0x323AF},
    {0xE0000, 0xE01FF},
    {0xF0000, 0x10FFFF}
  };

  private final RandomGenerator random;

  RandomTexts(RandomGenerator random) {
    this.random = random;
  }

  /** Texts of mixed kinds; {@code words} are put in here and there. */
  List<String> texts(int count, List<String> words) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      int parts = 1 + random.nextInt(12);
      for (int part = 0; part < parts; part++) {
        appendPart(text, words);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  private void appendPart(StringBuilder text, List<String> words) {
    int[] range = RANGES[random.nextInt(RANGES.length)];
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> text.append(words.get(random.nextInt(words.size()))).append(' ');
      case 3 -> text.append(words.get(random.nextInt(words.size())));
      case 4 -> text.append(" ".repeat(random.nextInt(4)));
      case 5 -> appendRun(text, range, 90 + random.nextInt(25));
      case 6 -> {
        // A letter under a pile of marks, in any order.
        text.appendCodePoint('a' + random.nextInt(26));
        appendRun(text, new int[] {0x300, 0x36F}, 1 + random.nextInt(6));
      }
      case 7 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          appendRun(text, RANGES[random.nextInt(RANGES.length)], 1);
        }
      }
      default -> appendRun(text, range, 1 + random.nextInt(10));
    }
  }

  private void appendRun(StringBuilder text, int[] range, int length) {
    for (int i = 0; i < length; i++) {
      int codePoint = range[0] + random.nextInt(range[1] - range[0] + 1);
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      text.appendCodePoint(surrogate ? 0xD7FF : codePoint);
    }
  }
}
