package lanewise.bench.startup;

import java.nio.file.Path;
import lanewise.engine.ModelOptions;
import lanewise.engine.embed.EmbedderOptions;
import lanewise.engine.embed.TextEmbedder;

/** The measured process of this engine: opens a text encoder, embeds one sentence, ends. */
public final class FirstSentence {
  private FirstSentence() {}

  /** Takes the model's folder, the number of threads and the sentence. */
  public static void main(String[] arguments) throws Exception {
    EmbedderOptions options =
        EmbedderOptions.defaults()
            .withModel(ModelOptions.defaults().withThreads(Integer.parseInt(arguments[1])));
    try (TextEmbedder embedder = TextEmbedder.open(Path.of(arguments[0]), options)) {
      System.out.println(embedder.embed(arguments[2])[0]);
    }
  }
}
