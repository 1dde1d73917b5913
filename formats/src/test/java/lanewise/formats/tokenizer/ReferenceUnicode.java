package lanewise.formats.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the reference what its normalizers and pre-tokenizers make of a text. It wraps the component
 * in a tokenizer that turns each byte of the result into the token of that number.
 */
final class ReferenceUnicode implements AutoCloseable {
  /** Few enough for short texts, many enough that the calls' own cost is small. */
  private static final int BATCH = 4096;

  private final ReferenceTokenizer tokenizer;

  /** Wraps a normalizer. */
  static ReferenceUnicode ofNormalizer(String normalizer) throws IOException {
    return new ReferenceUnicode(normalizer, "");
  }

  /** Wraps a pre-tokenizer. */
  static ReferenceUnicode ofPreTokenizer(String preTokenizer) throws IOException {
    return new ReferenceUnicode("null", preTokenizer + ",");
  }

  private ReferenceUnicode(String normalizer, String preTokenizer) throws IOException {
    StringBuilder vocabulary = new StringBuilder();
    int substitute = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b > ' ' && b < 0x7F) || (b >= 0xA1 && b != 0xAD);
      char c = (char) (visible ? b : substitute++);
      vocabulary.append(b == 0 ? "" : ",").append('"');
      vocabulary.append(c == '"' || c == '\\' ? "\\" : "").append(c).append("\":").append(b);
    }
    String json =
        "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],"
            + "\"normalizer\":"
            + normalizer
            + ",\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":["
            + preTokenizer
            + "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,"
            + "\"use_regex\":false}]},\"post_processor\":null,\"decoder\":null,"
            + "\"model\":{\"type\":\"BPE\",\"dropout\":null,\"unk_token\":null,"
            + "\"continuing_subword_prefix\":null,\"end_of_word_suffix\":null,"
            + "\"fuse_unk\":false,\"vocab\":{"
            + vocabulary
            + "},\"merges\":[]}}";
    tokenizer = new ReferenceTokenizer(json.getBytes(StandardCharsets.UTF_8));
  }

  /** What the component makes of a text; pieces of it are put together again. */
  String apply(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : tokenizer.ids(text, false)) {
      bytes.write(id);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /**
   * What the component makes of each text by itself.
   *
   * @param separator a character that it leaves alone and that is in none of the results
   */
  List<String> applyToEach(List<String> texts, char separator) {
    List<String> results = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> batch = texts.subList(from, Math.min(from + BATCH, texts.size()));
      String joined = apply(String.join(String.valueOf(separator), batch) + separator);
      int start = 0;
      for (int i = 0; i < batch.size(); i++) {
        int end = joined.indexOf(separator, start);
        results.add(joined.substring(start, end));
        start = end + 1;
      }
      if (start != joined.length()) {
        throw new IllegalStateException("the separator is in a result, after text " + from);
      }
    }
    return results;
  }

  /** For each byte of the result, which piece of the text it is in. */
  long[] pieces(String text) {
    return tokenizer.binding().encode(text, false, false).getWordIds();
  }

  /** The pieces that the component cuts a text into. */
  List<String> pieceTexts(String text) {
    Encoding encoding = tokenizer.binding().encode(text, false, false);
    List<String> texts = new ArrayList<>();
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    for (int i = 0; i < encoding.getIds().length; i++) {
      if (i > 0 && encoding.getWordIds()[i] != encoding.getWordIds()[i - 1]) {
        texts.add(piece.toString(StandardCharsets.UTF_8));
        piece.reset();
      }
      piece.write((int) encoding.getIds()[i]);
    }
    if (piece.size() > 0) {
      texts.add(piece.toString(StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
