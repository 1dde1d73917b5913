package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.formats.json.JsonValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each normalizer and pre-tokenizer by itself against the reference. */
class UnicodeReferenceTest {
  private static final char SEPARATOR = '\u0001';

  static Stream<String> normalizers() {
    return Stream.of(
        "{\"type\":\"NFC\"}",
        "{\"type\":\"NFD\"}",
        "{\"type\":\"NFKC\"}",
        "{\"type\":\"NFKD\"}",
        "{\"type\":\"Lowercase\"}",
        "{\"type\":\"StripAccents\"}",
        "{\"type\":\"Replace\",\"pattern\":{\"String\":\"aa\"},\"content\":\"b\u00e9\"}",
        "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFD\"},{\"type\":\"StripAccents\"},"
            + "{\"type\":\"NFC\"}]}",
        "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,"
            + "\"strip_accents\":null,\"lowercase\":true}",
        "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,"
            + "\"strip_accents\":null,\"lowercase\":false}",
        "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":false,"
            + "\"strip_accents\":true,\"lowercase\":false}",
        "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":false,"
            + "\"strip_accents\":false,\"lowercase\":true}");
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void normalizesAsTheReferenceDoes(String json) throws IOException {
    Normalizer normalizer = ComponentReader.normalizer(parse(json));
    List<String> texts = new ArrayList<>();
    for (int codePoint = 0; codePoint < 0x2FA20; codePoint++) {
      boolean alike =
          (codePoint >= 0x3400 && codePoint < 0xD800 && codePoint % 31 > 0)
              || (codePoint >= 0xE000 && codePoint < 0xF900)
              || (codePoint >= 0x17000 && codePoint < 0x1B000)
              || (codePoint >= 0x20000 && codePoint < 0x2F800);
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      if (!surrogate && !alike && codePoint != SEPARATOR) {
        texts.add(Character.toString(codePoint));
      }
    }
    RandomTexts random = new RandomTexts(new Random(7));
    for (String text : random.texts(800, List.of("aaa", "\u1E9B\u0323", "\uAC00\u11A8"))) {
      texts.add(text.replace(SEPARATOR, ' '));
    }
    try (ReferenceUnicode reference = ReferenceUnicode.ofNormalizer(json)) {
      List<String> expected = reference.applyToEach(texts, SEPARATOR);
      for (int i = 0; i < texts.size(); i++) {
        String found = normalizer.normalize(AlignedText.of(texts.get(i))).toString();
        assertEquals(expected.get(i), found, () -> json + " of one of the texts");
      }
    }
  }

  static Stream<String> preTokenizers() {
    return Stream.of(
        "{\"type\":\"BertPreTokenizer\"}",
        "{\"type\":\"Whitespace\"}",
        "{\"type\":\"WhitespaceSplit\"}",
        "{\"type\":\"Punctuation\",\"behavior\":\"Removed\"}",
        "{\"type\":\"Punctuation\",\"behavior\":\"Isolated\"}",
        "{\"type\":\"Punctuation\",\"behavior\":\"Contiguous\"}",
        "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithPrevious\"}",
        "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithNext\"}",
        "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"WhitespaceSplit\"},"
            + "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithNext\"}]}");
  }

  @ParameterizedTest
  @MethodSource("preTokenizers")
  void cutsAsTheReferenceDoes(String json) throws IOException {
    PreTokenizer preTokenizer = ComponentReader.preTokenizer(parse(json));
    List<String> texts = new RandomTexts(new Random(8)).texts(800, List.of("!?", "a.", "., b"));
    try (ReferenceUnicode reference = ReferenceUnicode.ofPreTokenizer(json)) {
      for (String text : texts) {
        AlignedText aligned = AlignedText.of(text);
        Pieces pieces = preTokenizer.split(Pieces.of(aligned, 0, aligned.length()));
        List<String> found = new ArrayList<>();
        for (int i = 0; i < pieces.count(); i++) {
          found.add(aligned.slice(pieces.start(i), pieces.end(i)).toString());
        }
        assertEquals(reference.pieceTexts(text), found, () -> json + " of " + text);
      }
    }
  }

  private static JsonValue parse(String json) {
    return JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), json);
  }
}
