package lanewise.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.terminal.ProgressBar;
import lanewise.engine.ModelOptions;
import lanewise.engine.embed.EmbedderOptions;
import lanewise.engine.embed.Embedding;
import lanewise.engine.embed.Pooling;
import lanewise.engine.embed.TextEmbedder;
import picocli.CommandLine.Command;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
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

  @Option(names = "--threads", description = "Threads (default: all cores).")
  private Integer threads;

  @Option(names = "--tier", description = "Kernels: machine, vector or scalar (default: the best).")
  private String tier;

  @Override
  public Integer call() throws Exception {
    if (texts.isEmpty() == (input == null)) {
      throw new ParameterException(spec.commandLine(), "give texts, or --input, and not both");
    }
    if (json && out != null) {
      throw new ParameterException(spec.commandLine(), "--json and --out exclude each other");
    }
    Path path = EncoderOption.path(model, spec.commandLine().getErr());
    try (BufferedReader lines = openInput();
        TextEmbedder embedder = TextEmbedder.open(path, options());
        EmbeddingSink sink = sink();
        ProgressBar progress = new ProgressBar(System.err, isBarWanted(), countTexts(), "texts")) {
      Iterator<String> source = lines == null ? texts.iterator() : lines.lines().iterator();
      embed(embedder, source, sink, progress);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return 0;
  }

  private static void embed(
      TextEmbedder embedder, Iterator<String> source, EmbeddingSink sink, ProgressBar progress)
      throws IOException {
    int first = 0;
    List<String> chunk = new ArrayList<>();
    while (source.hasNext()) {
      chunk.clear();
      while (source.hasNext() && chunk.size() < CHUNK) {
        chunk.add(source.next());
      }
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
      first += embeddings.length;
    }
    if (first == 0) {
      throw new IOException("the input has no lines");
    }
    progress.close();
    sink.finish();
  }

  private BufferedReader openInput() throws IOException {
    if (input == null) {
      return null;
    }
    return input.equals("-")
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(input));
  }

  private boolean isBarWanted() {
    boolean scrolling = json && System.console() != null && System.console().isTerminal();
    return ProgressBar.isTerminal() && !scrolling && (input != null || texts.size() > 100);
  }

  private long countTexts() throws IOException {
    if (input == null) {
      return texts.size();
    }
    if (input.equals("-") || !isBarWanted()) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(Path.of(input))) {
      return lines.count();
    }
  }

  private EmbeddingSink sink() throws IOException {
    PrintWriter output = spec.commandLine().getOut();
    if (out != null) {
      return new NpySink(out, output);
    }
    return json ? new JsonLinesSink(output) : new NearestSink(output);
  }

  private EmbedderOptions options() {
    ModelOptions run = ModelOptions.defaults().withTier(tier);
    if (threads != null) {
      run = run.withThreads(threads);
    }
    Pooling usual = Catalogue.find(model).map(CatalogueEntry::pooling).orElse(Pooling.MEAN);
    return EmbedderOptions.defaults()
        .withModel(run)
        .withPooling(pooling == null ? usual : pooling)
        .withNormalize(!unnormalized)
        .withPrefix(prefix)
        .withMaxTokens(maxTokens)
        .withBatchTexts(batch);
  }
}
