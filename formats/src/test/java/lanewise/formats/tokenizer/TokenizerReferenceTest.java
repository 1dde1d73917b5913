package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real tokenizer against the reference. */
class TokenizerReferenceTest {
  private static final long SEED = Long.getLong("lanewise.seed", 20_251);
  private static final List<String> WORDS =
      List.of(
          "the",
          "Hello",
          "unaffable",
          "CAF\u00c9",
          "na\u00efve",
          "don't",
          "\u6211\u60f3\u5728",
          "\uD83D\uDE00",
          "\uD83D\uDE36\u200D\uD83C\uDF2B\uFE0F",
          "[SEP]",
          "[MASK]",
          "[UNK]x",
          "\u0130stanbul",
          "\u03a3\u03a3",
          "3.14",
          "\u1ebf",
          "\ud55c\uad6d\uc5b4",
          "\u0915\u094d\u0937",
          "e\u0301\u0323",
          "\uFB01n",
          "Stra\u1e9ee",
          "\u00AD",
          "\uFEFF");

  private static Tokenizer tokenizer;
  private static ReferenceTokenizer reference;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = MiniLm.tokenizer();
    reference = new ReferenceTokenizer(MiniLm.json());
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  @Test
  void sameIdsForEveryCodePoint() {
    StringBuilder text = new StringBuilder();
    for (int codePoint = 0; codePoint < 0x110000; codePoint++) {
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      if (!surrogate) {
        // Kept, it stands within a word; a space or punctuation parts it; else the word stays.
        text.append("un").appendCodePoint(codePoint).append("able ");
      }
      if (text.length() > 20_000 || codePoint == 0x10FFFF) {
        check(text.toString());
        text.setLength(0);
      }
    }
  }

  @Test
  void sameIdsForTenThousandTexts() {
    for (String text : new RandomTexts(new Random(SEED)).texts(10_000, WORDS)) {
      check(text);
    }
  }

  @Test
  void samePlacesInTheText() {
    for (String text : new RandomTexts(new Random(SEED + 1)).texts(2_000, WORDS)) {
      Encoding encoding = tokenizer.encode(text, EncodeOptions.WHOLE.withSpecialTokens(false));
      int[] found = new int[encoding.length() * 2];
      for (int i = 0; i < encoding.length(); i++) {
        found[2 * i] = text.codePointCount(0, encoding.start(i));
        found[2 * i + 1] = text.codePointCount(0, encoding.end(i));
      }
      assertArrayEquals(reference.spans(text), found, () -> describe(text));
    }
  }

  @Test
  void samePairs() {
    List<String> texts = new RandomTexts(new Random(SEED + 2)).texts(1_000, WORDS);
    for (int i = 0; i + 1 < texts.size(); i++) {
      String first = texts.get(i);
      Encoding found = tokenizer.encodePair(first, texts.get(i + 1), EncodeOptions.WHOLE);
      var expected = reference.encodePair(first, texts.get(i + 1));
      assertArrayEquals(ReferenceTokenizer.toInts(expected.getIds()), found.ids());
      assertArrayEquals(ReferenceTokenizer.toInts(expected.getTypeIds()), found.typeIds());
      assertArrayEquals(
          ReferenceTokenizer.toInts(expected.getAttentionMask()), found.attentionMask());
      assertArrayEquals(
          ReferenceTokenizer.toInts(expected.getSpecialTokenMask()), found.specialTokensMask());
      assertEquals(Arrays.asList(expected.getTokens()), found.tokens());
    }
  }

  @Test
  void sameTextFromIds() {
    Random random = new Random(SEED + 3);
    for (int i = 0; i < 2_000; i++) {
      int[] ids = new int[1 + random.nextInt(30)];
      for (int k = 0; k < ids.length; k++) {
        // Punctuation and special tokens, whose spaces matter, lie below 1,100.
        ids[k] = random.nextInt(random.nextBoolean() ? 1_100 : tokenizer.vocabularySize());
      }
      assertEquals(reference.decode(ids, true), tokenizer.decode(ids, true));
      assertEquals(reference.decode(ids, false), tokenizer.decode(ids, false));
    }
    for (String text : List.of("I don't do not. We 've, she 's! they 're ' x ' ok?", "")) {
      int[] ids = tokenizer.encode(text, EncodeOptions.WHOLE).ids();
      assertEquals(reference.decode(ids, true), tokenizer.decode(ids, true));
    }
  }

  private static void check(String text) {
    int[] expected = reference.ids(text, true);
    int[] found = tokenizer.encode(text, EncodeOptions.WHOLE).ids();
    if (!Arrays.equals(expected, found)) {
      assertArrayEquals(expected, found, () -> describe(text));
    }
  }

  private static String describe(String text) {
    StringBuilder codePoints = new StringBuilder("seed " + SEED + ", text");
    text.codePoints().limit(300).forEach(c -> codePoints.append(String.format(" %04X", c)));
    return codePoints.toString();
  }
}
