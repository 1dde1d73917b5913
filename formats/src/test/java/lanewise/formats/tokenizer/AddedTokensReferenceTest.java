package lanewise.formats.tokenizer;

import static lanewise.formats.tokenizer.SmallTokenizers.addedToken;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Added tokens of each kind, and post-processors, against the reference. */
class AddedTokensReferenceTest {
  static Stream<String> addedTokens() {
    return Stream.of(
        addedToken(1, "[CLS]", "special") + ',' + addedToken(2, "[SEP]", "special"),
        addedToken(19, "<t>", "lstrip", "special"),
        addedToken(19, "<t>", "rstrip"),
        addedToken(19, "<t>", "lstrip", "rstrip") + ',' + addedToken(20, "a <t>"),
        addedToken(19, "<t>", "single_word") + ',' + addedToken(20, "ab", "single_word"),
        addedToken(19, "\u00c9B", "normalized"),
        addedToken(19, "Ab", "normalized", "single_word", "rstrip")
            + ','
            + addedToken(20, "aB!", "lstrip"),
        addedToken(19, "aa") + ',' + addedToken(20, "aab") + ',' + addedToken(21, "ba"),
        addedToken(19, " a", "lstrip") + ',' + addedToken(20, "b ", "rstrip", "normalized"));
  }

  @ParameterizedTest
  @MethodSource("addedTokens")
  void findsAddedTokensAsTheReferenceDoes(String added) throws IOException {
    for (String postProcessor :
        List.of("null", SmallTokenizers.BERT_PROCESSING, SmallTokenizers.TEMPLATE)) {
      byte[] json =
          SmallTokenizers.file(
              added,
              SmallTokenizers.BERT_NORMALIZER,
              "{\"type\":\"BertPreTokenizer\"}",
              postProcessor);
      Tokenizer tokenizer = Tokenizer.read(json, "made here");
      try (ReferenceTokenizer reference = new ReferenceTokenizer(json)) {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
          String text = text(random);
          Encoding found = tokenizer.encode(text, EncodeOptions.WHOLE);
          var expected = reference.encode(text);
          assertArrayEquals(
              ReferenceTokenizer.toInts(expected.getIds()),
              found.ids(),
              () -> added + " in '" + text + "'");
          assertArrayEquals(ReferenceTokenizer.toInts(expected.getTypeIds()), found.typeIds());
          assertArrayEquals(
              ReferenceTokenizer.toInts(expected.getSpecialTokenMask()), found.specialTokensMask());
          Encoding pair = tokenizer.encodePair(text, "b a", EncodeOptions.WHOLE);
          var expectedPair = reference.encodePair(text, "b a");
          assertArrayEquals(ReferenceTokenizer.toInts(expectedPair.getIds()), pair.ids());
          assertArrayEquals(ReferenceTokenizer.toInts(expectedPair.getTypeIds()), pair.typeIds());
          assertEquals(reference.decode(found.ids(), true), tokenizer.decode(found.ids(), true));
        }
      }
    }
  }

  private static String text(Random random) {
    String[] parts = {
      "a",
      "b",
      "ab",
      "Ab",
      "aB!",
      " ",
      "  ",
      "\t",
      "<t>",
      "<t>",
      "[CLS]",
      "\u00e9b",
      "E\u0301b",
      "\u00c9B",
      "_",
      "!",
      "\u4e2d",
      "aa",
      "\u200d",
      "\u00a0",
      "1"
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(9); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
