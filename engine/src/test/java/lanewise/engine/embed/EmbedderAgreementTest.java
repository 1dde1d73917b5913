package lanewise.engine.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import lanewise.engine.ModelOptions;
import lanewise.engine.OnnxRuntimePeer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** all-MiniLM-L6-v2, f32 and int8, against ONNX Runtime on texts of 1 to 512 tokens. */
class EmbedderAgreementTest {
  private static final List<String> TEXTS = VariedTexts.of(200, 360, 20260101);

  @BeforeAll
  static void needsThePeer() {
    OnnxRuntimePeer.assumeItRuns();
  }

  @Test
  void hiddenStateAndEmbeddingsOfF32AgreeInBatchesOf1And3And8() throws Exception {
    EncoderAgreement.requireOfF32(MiniLm.folder(MiniLm.FP32), ModelOptions.defaults(), TEXTS);
  }

  @Test
  void int8EmbeddingsAgreeOneTextAtATime() throws Exception {
    EncoderAgreement.requireOfInt8(MiniLm.folder(MiniLm.INT8), ModelOptions.defaults(), TEXTS);
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
