package lanewise.engine.embed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lanewise.engine.Model;
import lanewise.engine.RunOptions;
import lanewise.engine.background.Background;
import lanewise.formats.tokenizer.EncodeOptions;
import lanewise.formats.tokenizer.Encoding;
import lanewise.formats.tokenizer.Tokenizer;
import lanewise.kernels.Tensor;

/**
 * Turns texts into vectors with a transformer encoder, so that similar texts get similar vectors.
 *
 * <p>Thread-safe. A text's vector is the same, bit for bit, whatever other texts it is embedded
 * with: padding is masked out, and a network that quantizes its activations while it runs sees one
 * text at a time.
 */
public final class TextEmbedder implements AutoCloseable {
  private final Model model;
  private final Tokenizer tokenizer;
  private final EmbedderOptions options;
  private final EncodeOptions encoding;
  private final EncoderInputs inputs;
  private final int batchTexts;

  private TextEmbedder(Model model, Tokenizer tokenizer, EmbedderOptions options, String source) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.options = options;
    this.encoding = EncodeOptions.WHOLE.withMaxLength(options.maxTokens());
    this.inputs = EncoderInputs.of(model, source);
    boolean quantizesAsItRuns = model.operatorCounts().containsKey("DynamicQuantizeLinear");
    boolean alone = quantizesAsItRuns || inputs.mask() == null;
    this.batchTexts = alone ? 1 : options.batchTexts();
  }

  /** Opens a model with {@link EmbedderOptions#defaults}. */
  public static TextEmbedder open(Path path) throws IOException {
    return open(path, EmbedderOptions.defaults());
  }

  /**
   * Opens a folder with {@code model.onnx} and {@code tokenizer.json}, or an ONNX file beside one.
   *
   * @throws IOException if a file is missing or can't be read
   * @throws lanewise.formats.ModelFormatException if a file is not sound
   */
  public static TextEmbedder open(Path path, EmbedderOptions options) throws IOException {
    EncoderFiles files = EncoderFiles.find(path);
    Background<Tokenizer, IOException> reading = TokenizerReading.start(files.tokenizer());
    Model model;
    try {
      model = Model.open(files.network(), options.model());
    } catch (IOException | RuntimeException | Error e) {
      try {
        reading.await();
      } catch (IOException | RuntimeException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
    boolean opened = false;
    try {
      TextEmbedder embedder =
          new TextEmbedder(model, reading.await(), options, files.network().toString());
      opened = true;
      return embedder;
    } finally {
      if (!opened) {
        model.close();
      }
    }
  }

  /** The vector of one text. */
  public float[] embed(String text) {
    return embedAll(Collections.singletonList(text)).getFirst().vector();
  }

  /** The vectors of many texts, in their order. */
  public List<Embedding> embedAll(List<String> texts) {
    InOrder results = new InOrder(new Embedding[texts.size()]);
    embedAll(texts, results);
    return Arrays.asList(results.embeddings);
  }

  /** Not a lambda: a young process would spend more time on making its class. */
  private record InOrder(Embedding[] embeddings) implements Consumer<Embedding> {
    @Override
    public void accept(Embedding embedding) {
      embeddings[embedding.index()] = embedding;
    }
  }

  /**
   * The vectors of many texts, each handed over when its batch is done: short texts first, since
   * texts of like length run together.
   *
   * @throws IllegalArgumentException if a text is null
   */
  public void embedAll(List<String> texts, Consumer<Embedding> whenDone) {
    List<Encoding> encodings = new ArrayList<>(texts.size());
    for (String text : texts) {
      if (text == null) {
        throw new IllegalArgumentException("text " + encodings.size() + " is null");
      }
      encodings.add(tokenizer.encode(options.prefix() + text, encoding));
    }
    for (int[] batch : Batches.byLength(encodings, batchTexts)) {
      runBatch(encodings, batch, whenDone);
    }
  }

  private void runBatch(List<Encoding> encodings, int[] batch, Consumer<Embedding> whenDone) {
    int length = 1;
    for (int index : batch) {
      length = Math.max(length, encodings.get(index).length());
    }
    Map<String, Tensor> outputs =
        model.run(inputs.tensors(encodings, batch, length), RunOptions.defaults());
    TokenVectors vectors = inputs.tokenVectors(outputs, batch.length, length);
    for (int row = 0; row < batch.length; row++) {
      int tokens = encodings.get(batch[row]).length();
      float[] vector = vectors.pool(row, tokens, options.pooling());
      if (options.normalize()) {
        normalize(vector);
      }
      whenDone.accept(new Embedding(batch[row], tokens, vector));
    }
  }

  private static void normalize(float[] vector) {
    double sum = 0;
    for (float element : vector) {
      sum += (double) element * element;
    }
    float scale = sum == 0 ? 0 : (float) (1 / Math.sqrt(sum));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
  }

  /** The tokenizer that cuts texts up. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The network. */
  public Model model() {
    return model;
  }

  /** Waits for running calls and frees all memory. */
  @Override
  public void close() {
    model.close();
  }
}
