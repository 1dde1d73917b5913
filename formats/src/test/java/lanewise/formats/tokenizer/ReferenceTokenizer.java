package lanewise.formats.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/** Hugging Face tokenizers, through its Java binding: what this package is held against. */
final class ReferenceTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  /** A tokenizer made of a {@code tokenizer.json}, without truncation and padding. */
  ReferenceTokenizer(byte[] json) throws IOException {
    this(json, Map.of("truncation", "false", "padding", "false"));
  }

  ReferenceTokenizer(byte[] json, Map<String, String> options) throws IOException {
    // The binding would report its use to its makers.
    System.setProperty("OPT_OUT_TRACKING", "true");
    tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options);
  }

  Encoding encode(String text) {
    return tokenizer.encode(text, true, false);
  }

  Encoding encodePair(String first, String second) {
    return tokenizer.encode(first, second, true, false);
  }

  int[] ids(String text, boolean specialTokens) {
    return toInts(tokenizer.encode(text, specialTokens, false).getIds());
  }

  /** For each token its start and end as code point indices; -1 where it has no place. */
  int[] spans(String text) {
    CharSpan[] spans = tokenizer.encode(text, false, false).getCharTokenSpans();
    int[] result = new int[spans.length * 2];
    for (int i = 0; i < spans.length; i++) {
      result[2 * i] = spans[i] == null ? -1 : spans[i].getStart();
      result[2 * i + 1] = spans[i] == null ? -1 : spans[i].getEnd();
    }
    return result;
  }

  String decode(int[] ids, boolean skipSpecialTokens) {
    long[] longs = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      longs[i] = ids[i];
    }
    return tokenizer.decode(longs, skipSpecialTokens);
  }

  HuggingFaceTokenizer binding() {
    return tokenizer;
  }

  static int[] toInts(long[] longs) {
    int[] ints = new int[longs.length];
    for (int i = 0; i < longs.length; i++) {
      ints[i] = Math.toIntExact(longs[i]);
    }
    return ints;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
