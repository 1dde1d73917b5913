package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Truncation, windows and padding against the reference. */
class TruncationReferenceTest {
  private static final String WORDS = "one two three four five six seven eight nine ten eleven";

  private static Tokenizer tokenizer;

  @BeforeAll
  static void open() throws IOException {
    tokenizer = MiniLm.tokenizer();
  }

  @Test
  void cutsPairsAsTheReferenceDoes() throws IOException {
    Map<String, Truncation.Strategy> strategies =
        Map.of(
            "LONGEST_FIRST", Truncation.Strategy.LONGEST_FIRST,
            "ONLY_FIRST", Truncation.Strategy.ONLY_FIRST,
            "ONLY_SECOND", Truncation.Strategy.ONLY_SECOND);
    for (var strategy : strategies.entrySet()) {
      for (int maxLength = 5; maxLength <= 20; maxLength++) {
        Map<String, String> settings =
            Map.of(
                "truncation",
                strategy.getKey(),
                "padding",
                "false",
                "modelMaxLength",
                "512",
                "maxLength",
                String.valueOf(maxLength));
        try (ReferenceTokenizer reference = new ReferenceTokenizer(MiniLm.json(), settings)) {
          Truncation truncation =
              new Truncation(maxLength, strategy.getValue(), Direction.RIGHT, 0);
          checkPairs(reference, EncodeOptions.WHOLE.withTruncation(truncation));
        }
      }
    }
  }

  private static void checkPairs(ReferenceTokenizer reference, EncodeOptions options) {
    for (int first = 1; first <= 10; first += 3) {
      for (int second = 1; second <= 10; second += 2) {
        String a = words(first);
        String b = words(second);
        int excess = first + second + 3 - options.truncation().maxLength();
        boolean possible =
            switch (options.truncation().strategy()) {
              case LONGEST_FIRST -> true;
              case ONLY_FIRST -> excess < first;
              case ONLY_SECOND -> excess < second;
            };
        if (possible) {
          assertArrayEquals(
              ReferenceTokenizer.toInts(reference.encodePair(a, b).getIds()),
              tokenizer.encodePair(a, b, options).ids(),
              () -> options + " of " + a + " / " + b);
        }
      }
    }
  }

  @Test
  void cutsWindowsAsTheReferenceDoes() throws IOException {
    for (int stride = 0; stride < 4; stride++) {
      for (int maxLength = 6; maxLength < 16; maxLength++) {
        Map<String, String> settings =
            Map.of(
                "truncation", "true",
                "padding", "false",
                "modelMaxLength", "512",
                "stride", String.valueOf(stride),
                "maxLength", String.valueOf(maxLength));
        List<int[]> expected = new ArrayList<>();
        try (HuggingFaceTokenizer reference =
            HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(MiniLm.json()), settings)) {
          var encoding = reference.encode(WORDS, true, true);
          expected.add(ReferenceTokenizer.toInts(encoding.getIds()));
          for (var overflow : encoding.getOverflowing()) {
            expected.add(ReferenceTokenizer.toInts(overflow.getIds()));
          }
        }
        Truncation truncation =
            new Truncation(maxLength, Truncation.Strategy.LONGEST_FIRST, Direction.RIGHT, stride);
        List<Encoding> found =
            tokenizer.encodeWindows(WORDS, EncodeOptions.WHOLE.withTruncation(truncation));
        assertEquals(expected.size(), found.size(), () -> truncation.toString());
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i), found.get(i).ids());
        }
      }
    }
  }

  @Test
  void obeysTheFileUnlessToldOtherwise() throws IOException {
    Encoding filed = tokenizer.encode(WORDS);
    assertEquals(128, filed.length());
    assertEquals(13, sum(filed.attentionMask()));
    assertEquals(13, tokenizer.encode(WORDS, EncodeOptions.WHOLE).length());
    assertEquals(128, tokenizer.encode("word ".repeat(300)).length());
    try (HuggingFaceTokenizer reference =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(MiniLm.json()),
            Map.of("padding", "MAX_LENGTH", "maxLength", "128"))) {
      var expected = reference.encode(WORDS);
      assertArrayEquals(ReferenceTokenizer.toInts(expected.getIds()), filed.ids());
      assertArrayEquals(
          ReferenceTokenizer.toInts(expected.getAttentionMask()), filed.attentionMask());
      assertArrayEquals(
          ReferenceTokenizer.toInts(expected.getSpecialTokenMask()), filed.specialTokensMask());
    }
  }

  @Test
  void padsABatchToItsLongest() {
    Padding right = new Padding(Padding.LONGEST, 8, Direction.RIGHT, 0, 0, "[PAD]");
    Padding left = new Padding(Padding.LONGEST, 1, Direction.LEFT, 0, 0, "[PAD]");
    List<String> texts = List.of("one", "one two three", "");
    List<Encoding> padded = tokenizer.encodeBatch(texts, EncodeOptions.WHOLE.withPadding(right));
    assertArrayEquals(new int[] {101, 2028, 102, 0, 0, 0, 0, 0}, padded.getFirst().ids());
    assertArrayEquals(new int[] {1, 1, 1, 0, 0, 0, 0, 0}, padded.getFirst().attentionMask());
    padded = tokenizer.encodeBatch(texts, EncodeOptions.WHOLE.withPadding(left));
    assertArrayEquals(new int[] {0, 0, 101, 2028, 102}, padded.getFirst().ids());
    assertArrayEquals(new int[] {0, 0, 0, 101, 102}, padded.getLast().ids());
    assertArrayEquals(new int[] {1, 1, 1, 0, 1}, padded.getFirst().specialTokensMask());
  }

  @Test
  void keepsTheEndWhenCutOnTheLeft() {
    Truncation left = new Truncation(5, Truncation.Strategy.LONGEST_FIRST, Direction.LEFT, 1);
    EncodeOptions options = EncodeOptions.WHOLE.withTruncation(left);
    assertEquals(
        List.of("[CLS]", "nine", "ten", "eleven", "[SEP]"),
        tokenizer.encode(WORDS, options).tokens());
    List<Encoding> windows = tokenizer.encodeWindows(WORDS, options);
    assertEquals(List.of("[CLS]", "seven", "eight", "nine", "[SEP]"), windows.get(1).tokens());
    assertEquals("one", windows.getLast().token(1));
  }

  private static String words(int count) {
    return String.join(" ", List.of(WORDS.split(" ")).subList(0, count));
  }

  private static int sum(int[] values) {
    int sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
