package lanewise.formats.tokenizer;

import java.io.IOException;
import java.io.InputStream;

/** The tokenizer of all-MiniLM-L6-v2, whose vocabulary is that of BERT (uncased). */
final class MiniLm {
  private MiniLm() {}

  static byte[] json() throws IOException {
    String name = "/all-minilm-l6-v2-tokenizer.json";
    try (InputStream in = MiniLm.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  static Tokenizer tokenizer() throws IOException {
    return Tokenizer.read(json(), "all-minilm-l6-v2-tokenizer.json");
  }
}
