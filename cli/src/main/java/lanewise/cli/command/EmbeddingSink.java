package lanewise.cli.command;

import java.io.IOException;
import lanewise.engine.embed.Embedding;

/** Where embeddings go, in the order of their texts. */
interface EmbeddingSink extends AutoCloseable {
  void accept(String text, Embedding embedding) throws IOException;

  /** All embeddings have come. */
  void finish() throws IOException;

  /** Lets go of what {@link #finish} did not complete. */
  @Override
  default void close() throws IOException {}
}
