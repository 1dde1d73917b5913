package lanewise.formats.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small whole {@code tokenizer.json} files that between them use every part of the format. */
final class SmallTokenizers {
  private SmallTokenizers() {}

  /** A file with these parts; {@code model} without its braces. */
  static byte[] file(
      String addedTokens, String normalizer, String preTokenizer, String postProcessor) {
    String json =
        "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
            + addedTokens
            + "],\"normalizer\":"
            + normalizer
            + ",\"pre_tokenizer\":"
            + preTokenizer
            + ",\"post_processor\":"
            + postProcessor
            + ",\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},"
            + "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\","
            + "\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":20,"
            + "\"vocab\":{\"[UNK]\":0,\"[CLS]\":1,\"[SEP]\":2,\"a\":3,\"##a\":4,\"b\":5,"
            + "\"##b\":6,\"ab\":7,\"\u00e9\":8,\"##\u00e9\":9,\"\\u4e2d\":10,\"!\":11,\"_\":12,"
            + "\"<x>\":13,\"##<x>\":14,\"<\":15,\">\":16,\"x\":17,\" \":18}}}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  static String addedToken(int id, String content, String... flags) {
    List<String> set = List.of(flags);
    StringBuilder json = new StringBuilder("{\"id\":" + id + ",\"content\":\"" + content + '"');
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      json.append(",\"").append(flag).append("\":").append(set.contains(flag));
    }
    return json.append('}').toString();
  }

  static final String BERT_NORMALIZER =
      "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,"
          + "\"strip_accents\":null,\"lowercase\":true}";

  static final String BERT_PROCESSING =
      "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",2],\"cls\":[\"[CLS]\",1]}";

  static final String TEMPLATE =
      "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"[CLS]\","
          + "\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},"
          + "{\"SpecialToken\":{\"id\":\"two\",\"type_id\":1}}],\"pair\":["
          + "{\"Sequence\":{\"id\":\"B\",\"type_id\":1}},{\"SpecialToken\":{\"id\":\"[CLS]\","
          + "\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"special_tokens\":{"
          + "\"[CLS]\":{\"id\":\"[CLS]\",\"ids\":[1],\"tokens\":[\"[CLS]\"]},"
          + "\"two\":{\"id\":\"two\",\"ids\":[2,2],\"tokens\":[\"[SEP]\",\"[SEP]\"]}}}";

  /** Three files, for tests that break them. */
  static List<byte[]> seeds() {
    String truncated =
        new String(
                file(
                    addedToken(2, "[SEP]", "special") + ',' + addedToken(19, "\u00c9!"),
                    "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},"
                        + "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true},"
                        + "{\"type\":\"Replace\",\"pattern\":{\"String\":\"aa\"},"
                        + "\"content\":\"b\"}]}",
                    "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Whitespace\"},"
                        + "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithNext\"}]}",
                    "null"),
                StandardCharsets.UTF_8)
            .replace(
                "\"truncation\":null,\"padding\":null",
                "\"truncation\":{\"direction\":\"Right\",\"max_length\":16,"
                    + "\"strategy\":\"LongestFirst\",\"stride\":2},\"padding\":{\"strategy\":"
                    + "{\"Fixed\":24},\"direction\":\"Left\",\"pad_to_multiple_of\":8,"
                    + "\"pad_id\":0,\"pad_type_id\":1,\"pad_token\":\"[UNK]\"}");
    return List.of(
        file(
            addedToken(1, "[CLS]", "special"),
            BERT_NORMALIZER,
            "{\"type\":\"BertPreTokenizer\"}",
            BERT_PROCESSING),
        file(
            addedToken(20, "<t>", "normalized", "lstrip", "rstrip", "single_word"),
            "{\"type\":\"Lowercase\"}",
            "{\"type\":\"WhitespaceSplit\"}",
            TEMPLATE),
        truncated.getBytes(StandardCharsets.UTF_8));
  }
}
