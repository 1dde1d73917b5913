package lanewise.engine.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import lanewise.engine.Model;
import lanewise.engine.OnnxRuntimePeer;
import lanewise.formats.tokenizer.EncodeOptions;
import lanewise.formats.tokenizer.Encoding;
import lanewise.formats.tokenizer.Tokenizer;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** all-MiniLM-L6-v2, f32 and int8, against ONNX Runtime on texts of 1 to 512 tokens. */
class EmbedderAgreementTest {
  @BeforeAll
  static void needsThePeer() {
    OnnxRuntimePeer.assumeItRuns();
  }

  private static final List<String> TEXTS = VariedTexts.of(200, 360, 20260101);

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

  @Test
  void hiddenStateAndEmbeddingsOfF32AgreeInBatchesOf1And3And8() throws Exception {
    var folder = MiniLm.folder(MiniLm.FP32);
    try (TextEmbedder embedder = TextEmbedder.open(folder);
        OnnxRuntimeEncoder reference = new OnnxRuntimeEncoder(folder.resolve("model.onnx"), 2)) {
      Model model = embedder.model();
      List<Encoding> encodings = encode(embedder.tokenizer(), TEXTS);
      double worst = 0;
      double leastCosine = 1;
      List<Embedding> embedded = embedder.embedAll(TEXTS);
      int start = 0;
      int[] sizes = {1, 3, 8};
      for (int turn = 0; start < encodings.size(); turn++) {
        int end = Math.min(encodings.size(), start + sizes[turn % 3]);
        Inputs inputs = Inputs.of(encodings.subList(start, end));
        Tensor output = model.run(inputs.tensors()).values().iterator().next();
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
      assertTrue(worst <= 2e-5, "max abs difference of the hidden state: " + worst);
      assertTrue(leastCosine >= 0.99999, "least cosine: " + leastCosine);
    }
  }

  @Test
  void int8EmbeddingsAgreeOneTextAtATime() throws Exception {
    var folder = MiniLm.folder(MiniLm.INT8);
    try (TextEmbedder embedder = TextEmbedder.open(folder);
        OnnxRuntimeEncoder reference = new OnnxRuntimeEncoder(folder.resolve("model.onnx"), 2)) {
      List<Encoding> encodings = encode(embedder.tokenizer(), TEXTS);
      List<Embedding> embedded = embedder.embedAll(TEXTS);
      double sum = 0;
      double least = 1;
      for (int i = 0; i < TEXTS.size(); i++) {
        Inputs inputs = Inputs.of(encodings.subList(i, i + 1));
        float[] theirs =
            reference.hiddenState(inputs.ids, inputs.mask, inputs.types, 1, inputs.tokens);
        float[] expected =
            embedding(theirs, 0, inputs.tokens, inputs.tokens, theirs.length / inputs.tokens);
        double cosine = cosine(expected, embedded.get(i).vector());
        sum += cosine;
        least = Math.min(least, cosine);
      }
      double mean = sum / TEXTS.size();
      System.out.printf("int8: mean cosine %.6f, least %.6f%n", mean, least);
      assertTrue(mean >= 0.998, "mean cosine: " + mean);
      assertTrue(least >= 0.99, "least cosine: " + least);
    }
  }

  @Test
  void aTextHasTheSameBitsInAnyBatch() throws Exception {
    for (String name : List.of(MiniLm.FP32, MiniLm.INT8)) {
      List<String> texts = TEXTS.subList(0, 60);
      try (TextEmbedder together =
              TextEmbedder.open(MiniLm.folder(name), EmbedderOptions.defaults());
          TextEmbedder alone =
              TextEmbedder.open(
                  MiniLm.folder(name), EmbedderOptions.defaults().withBatchTexts(1))) {
        List<Embedding> batch = together.embedAll(texts);
        for (int i = 0; i < texts.size(); i++) {
          assertArrayEquals(alone.embed(texts.get(i)), batch.get(i).vector(), name + " text " + i);
        }
      }
    }
  }
}
