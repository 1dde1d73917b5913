package lanewise.engine.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.engine.ModelOptions;
import lanewise.formats.tokenizer.EncodeOptions;
import lanewise.formats.tokenizer.Encoding;
import lanewise.formats.tokenizer.Tokenizer;
import lanewise.kernels.Tensor;

/** How near all-MiniLM-L6-v2 has to come to ONNX Runtime, wherever it runs. */
public final class EncoderAgreement {
  private static final double F32_MOST_DIFFERENCE = 2e-5;
  private static final double F32_LEAST_COSINE = 0.99999;
  private static final double INT8_MEAN_COSINE = 0.998;
  private static final double INT8_LEAST_COSINE = 0.99;

  private EncoderAgreement() {}

  /** A batch of encodings as the network's inputs. */
  private record Inputs(int texts, int tokens, long[] ids, long[] mask, long[] types) {
    static Inputs of(List<Encoding> encodings) {
      int tokens = encodings.stream().mapToInt(Encoding::length).max().orElseThrow();
      int size = encodings.size() * tokens;
      Inputs inputs =
          new Inputs(encodings.size(), tokens, new long[size], new long[size], new long[size]);
      for (int row = 0; row < encodings.size(); row++) {
        for (int i = 0; i < encodings.get(row).length(); i++) {
          inputs.ids[row * tokens + i] = encodings.get(row).id(i);
          inputs.mask[row * tokens + i] = 1;
        }
      }
      return inputs;
    }

    Map<String, Tensor> tensors() {
      return Map.of(
          "input_ids", Tensor.of(ids, texts, tokens),
          "attention_mask", Tensor.of(mask, texts, tokens),
          "token_type_ids", Tensor.of(types, texts, tokens));
    }
  }

  private static List<Encoding> encode(Tokenizer tokenizer, List<String> texts) {
    EncodeOptions options = EncodeOptions.WHOLE.withMaxLength(512);
    return texts.stream().map(text -> tokenizer.encode(text, options)).toList();
  }

  private static double cosine(float[] a, float[] b) {
    return new Embedding(0, 0, a).cosine(new Embedding(0, 0, b));
  }

  /** Mean of the rows that are not padding, normalized. */
  private static float[] embedding(
      float[] hidden, int row, int paddedTokens, int tokens, int size) {
    double[] sum = new double[size];
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < size; i++) {
        sum[i] += hidden[(row * paddedTokens + t) * size + i];
      }
    }
    double norm = 0;
    for (double value : sum) {
      norm += value * value;
    }
    float[] result = new float[size];
    for (int i = 0; i < size; i++) {
      result[i] = (float) (sum[i] / Math.sqrt(norm));
    }
    return result;
  }

  private static EmbedderOptions options(ModelOptions model) {
    return EmbedderOptions.defaults().withModel(model);
  }

  /** The f32 model's hidden state and embeddings of these texts, in batches of 1, 3 and 8. */
  public static void requireOfF32(Path folder, ModelOptions model, List<String> texts)
      throws Exception {
    try (TextEmbedder embedder = TextEmbedder.open(folder, options(model));
        OnnxRuntimeEncoder reference = new OnnxRuntimeEncoder(folder.resolve("model.onnx"), 2)) {
      List<Encoding> encodings = encode(embedder.tokenizer(), texts);
      double worst = 0;
      double leastCosine = 1;
      List<Embedding> embedded = embedder.embedAll(texts);
      int start = 0;
      int[] sizes = {1, 3, 8};
      for (int turn = 0; start < encodings.size(); turn++) {
        int end = Math.min(encodings.size(), start + sizes[turn % 3]);
        Inputs inputs = Inputs.of(encodings.subList(start, end));
        Tensor output = embedder.model().run(inputs.tensors()).values().iterator().next();
        float[] ours = output.toFloatArray();
        float[] theirs =
            reference.hiddenState(
                inputs.ids, inputs.mask, inputs.types, inputs.texts, inputs.tokens);
        assertEquals(theirs.length, ours.length);
        int size = output.shape().intDim(-1);
        for (int row = 0; row < inputs.texts; row++) {
          int tokens = encodings.get(start + row).length();
          int from = row * inputs.tokens * size;
          for (int i = from; i < from + tokens * size; i++) {
            worst = Math.max(worst, Math.abs(ours[i] - theirs[i]));
          }
          float[] expected = embedding(theirs, row, inputs.tokens, tokens, size);
          leastCosine = Math.min(leastCosine, cosine(expected, embedded.get(start + row).vector()));
        }
        start = end;
      }
      System.out.printf("f32: max abs difference %.3g, least cosine %.8f%n", worst, leastCosine);
      assertTrue(worst <= F32_MOST_DIFFERENCE, "max abs difference of the hidden state: " + worst);
      assertTrue(leastCosine >= F32_LEAST_COSINE, "least cosine: " + leastCosine);
    }
  }

  /** The int8 model's embeddings of these texts, one at a time. */
  public static void requireOfInt8(Path folder, ModelOptions model, List<String> texts)
      throws Exception {
    try (TextEmbedder embedder = TextEmbedder.open(folder, options(model));
        OnnxRuntimeEncoder reference = new OnnxRuntimeEncoder(folder.resolve("model.onnx"), 2)) {
      List<Encoding> encodings = encode(embedder.tokenizer(), texts);
      List<Embedding> embedded = embedder.embedAll(texts);
      double sum = 0;
      double least = 1;
      for (int i = 0; i < texts.size(); i++) {
        Inputs inputs = Inputs.of(encodings.subList(i, i + 1));
        float[] theirs =
            reference.hiddenState(inputs.ids, inputs.mask, inputs.types, 1, inputs.tokens);
        float[] expected =
            embedding(theirs, 0, inputs.tokens, inputs.tokens, theirs.length / inputs.tokens);
        double cosine = cosine(expected, embedded.get(i).vector());
        sum += cosine;
        least = Math.min(least, cosine);
      }
      double mean = sum / texts.size();
      System.out.printf("int8: mean cosine %.6f, least %.6f%n", mean, least);
      assertTrue(mean >= INT8_MEAN_COSINE, "mean cosine: " + mean);
      assertTrue(least >= INT8_LEAST_COSINE, "least cosine: " + least);
    }
  }
}
