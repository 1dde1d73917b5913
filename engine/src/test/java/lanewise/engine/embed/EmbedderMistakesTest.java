package lanewise.engine.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encoder that only looks vectors up, and calls with too little or nothing in them. */
class EmbedderMistakesTest {
  @TempDir Path folder;

  private TextEmbedder encoder(EmbedderOptions options) throws Exception {
    List<OnnxDimension> dims =
        List.of(new OnnxDimension.Symbol("batch"), new OnnxDimension.Symbol("sequence"));
    OnnxGraph graph =
        OnnxGraph.of(
            "lookup",
            List.of(
                new OnnxValueInfo(
                    "input_ids", new OnnxType.TensorType(OnnxDataType.INT64, Optional.of(dims)))),
            List.of(
                new OnnxValueInfo(
                    "last_hidden_state",
                    new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.empty()))),
            List.of(
                OnnxNode.of("Gather", List.of("table", "input_ids"), List.of("last_hidden_state"))),
            List.of(OnnxTensor.of("table", Tensor.of(new float[] {1, 0, 0, 2, 3, 3}, 3, 2))));
    OnnxWriter.write(OnnxModel.of(8, 17, graph), folder.resolve("model.onnx"));
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
         "normalizer": null, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": null,
         "decoder": null,
         "model": {"type": "WordPiece", "vocab": {"[UNK]": 0, "null": 1, "hello": 2},
                   "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                   "max_input_chars_per_word": 100}}
        """);
    return TextEmbedder.open(folder, options);
  }

  @Test
  void aTextThatIsNullIsRefusedByItsPlace() throws Exception {
    try (TextEmbedder embedder = encoder(EmbedderOptions.defaults())) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> embedder.embedAll(Arrays.asList("hello", null)));
      assertTrue(refused.getMessage().contains("text 1"), refused.getMessage());
      assertThrows(IllegalArgumentException.class, () -> embedder.embed(null));
    }
  }

  @Test
  void optionsThatAreNullAreRefused() {
    EmbedderOptions options = EmbedderOptions.defaults();
    assertThrows(NullPointerException.class, () -> options.withPrefix(null));
    assertThrows(NullPointerException.class, () -> options.withPooling(null));
    assertThrows(NullPointerException.class, () -> options.withModel(null));
  }

  @Test
  void noTextsGiveNoVectorsAndAnEmptyTextGivesOne() throws Exception {
    for (Pooling pooling : Pooling.values()) {
      try (TextEmbedder embedder = encoder(EmbedderOptions.defaults().withPooling(pooling))) {
        assertEquals(List.of(), embedder.embedAll(List.of()));
        Embedding empty = embedder.embedAll(List.of("")).getFirst();
        assertEquals(0, empty.tokens());
        assertArrayEquals(new float[] {1, 0}, empty.vector());
      }
    }
  }

  @Test
  void vectorsOfDifferentLengthsHaveNoCosine() {
    Embedding two = new Embedding(0, 1, new float[2]);
    Embedding three = new Embedding(1, 1, new float[3]);
    assertThrows(IllegalArgumentException.class, () -> two.cosine(three));
    assertThrows(IllegalArgumentException.class, () -> three.cosine(two));
  }
}
