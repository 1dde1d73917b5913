package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.terminal.ProgressBar;
import lanewise.engine.embed.EmbedderOptions;
import lanewise.engine.embed.Embedding;
import lanewise.engine.embed.Pooling;
import lanewise.engine.embed.TextEmbedder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise embed}: texts to vectors. */
@Command(
    name = "embed",
    description = "Turns texts into vectors, and shows which texts mean alike.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise embed \"How do I reset my password?\" \"I forgot my login\"",
      "  lanewise embed --input questions.txt --out vectors.npy",
      "  cat questions.txt | lanewise embed --input - --json",
      "  lanewise embed --model e5-small-v2-q --prefix \"query: \" \"what is a tensor\""
    })
public final class EmbedCommand implements Callable<Integer> {
  /** So many texts are read, embedded and written before the next are read. */
  private static final int CHUNK = 2048;

  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts to embed.")
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "A file with a text on each line; - is standard input.")
  private String input;

  @Option(
      names = "--model",
      defaultValue = Catalogue.DEFAULT_ENCODER,
      description =
          "A built-in model, a folder with model.onnx and tokenizer.json, or an ONNX file beside one"
              + " (default ${DEFAULT-VALUE}).")
  private String model;

  @Option(names = "--json", description = "Print a JSON object for each text.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE.npy", description = "Write all vectors to a file.")
  private Path out;

  @Option(
      names = "--pooling",
      description = "mean, cls or last (default: what the model's makers use, else mean).")
  private Pooling pooling;

  @Option(names = "--no-normalize", description = "Leave the vectors as long as they come.")
  private boolean unnormalized;

  @Option(
      names = "--prefix",
      defaultValue = "",
      description = "Put before every text, such as \"query: \".")
  private String prefix;

  @Option(
      names = "--max-tokens",
      defaultValue = "512",
      description = "Cut longer texts (default 512).")
  private int maxTokens;

  @Option(names = "--batch", defaultValue = "32", description = "Texts in one run (default 32).")
  private int batch;

  @Mixin private EngineOptions engine;

  /** Keeps built-in models in {@code cache}. */
  public EmbedCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws Exception {
    if (texts.isEmpty() == (input == null)) {
      throw new ParameterException(spec.commandLine(), "give texts, or --input, and not both");
    }
    if (json && out != null) {
      throw new ParameterException(spec.commandLine(), "--json and --out exclude each other");
    }
    if (out != null) {
      NpySink.requireWritable(out);
    }
    EmbedderOptions options = options();
    Path path = new ModelLocator(cache).find(model, spec.commandLine().getErr());
    try (TextLines lines = input == null ? null : TextLines.open(input)) {
      if (lines != null && !lines.hasNext()) {
        throw new IOException(
            (input.equals("-") ? "standard input" : input) + ": no lines to embed");
      }
      try (TextEmbedder embedder = TextEmbedder.open(path, options);
          EmbeddingSink sink = sink();
          ProgressBar progress =
              new ProgressBar(System.err, isBarWanted(), countTexts(), "texts")) {
        embedAll(embedder, lines, sink, progress);
        progress.clear();
        sink.finish();
      }
    }
    return 0;
  }

  private void embedAll(
      TextEmbedder embedder, TextLines lines, EmbeddingSink sink, ProgressBar progress)
      throws IOException {
    if (lines == null) {
      embedChunk(embedder, texts, 0, sink, progress);
      return;
    }
    List<String> chunk = new ArrayList<>();
    for (int first = 0; lines.hasNext(); first += chunk.size()) {
      chunk.clear();
      while (lines.hasNext() && chunk.size() < CHUNK) {
        chunk.add(lines.next());
      }
      embedChunk(embedder, chunk, first, sink, progress);
    }
  }

  private static void embedChunk(
      TextEmbedder embedder,
      List<String> chunk,
      int first,
      EmbeddingSink sink,
      ProgressBar progress)
      throws IOException {
    Embedding[] embeddings = new Embedding[chunk.size()];
    embedder.embedAll(
        chunk,
        embedding -> {
          embeddings[embedding.index()] = embedding;
          progress.advance(1);
        });
    for (int i = 0; i < embeddings.length; i++) {
      Embedding own = embeddings[i];
      sink.accept(chunk.get(i), new Embedding(first + i, own.tokens(), own.vector()));
    }
  }

  private boolean isBarWanted() {
    boolean scrolling = json && System.console() != null && System.console().isTerminal();
    return ProgressBar.isTerminal() && !scrolling && (input != null || texts.size() > 100);
  }

  private long countTexts() throws IOException {
    if (input == null) {
      return texts.size();
    }
    return isBarWanted() ? TextLines.count(input) : -1;
  }

  private EmbeddingSink sink() throws IOException {
    PrintWriter output = spec.commandLine().getOut();
    if (out != null) {
      return new NpySink(out, output);
    }
    return json ? new JsonLinesSink(output) : new NearestSink(output);
  }

  private EmbedderOptions options() {
    Pooling usual = Catalogue.find(model).map(CatalogueEntry::pooling).orElse(Pooling.MEAN);
    return EmbedderOptions.defaults()
        .withModel(engine.modelOptions())
        .withPooling(pooling == null ? usual : pooling)
        .withNormalize(!unnormalized)
        .withPrefix(prefix)
        .withMaxTokens(maxTokens)
        .withBatchTexts(batch);
  }
}
