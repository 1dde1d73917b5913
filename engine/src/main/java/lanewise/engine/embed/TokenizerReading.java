package lanewise.engine.embed;

import java.io.IOException;
import java.nio.file.Path;
import lanewise.engine.background.Background;
import lanewise.formats.tokenizer.Tokenizer;

/**
 * Reads a tokenizer on a thread of its own while the network is opened: a vocabulary takes a new
 * process about as long as getting its kernels ready.
 */
record TokenizerReading(Path file) implements Background.Work<Tokenizer, IOException> {
  static Background<Tokenizer, IOException> start(Path file) {
    return Background.start("lanewise-tokenizer", new TokenizerReading(file));
  }

  @Override
  public Tokenizer make() throws IOException {
    return Tokenizer.open(file);
  }
}
