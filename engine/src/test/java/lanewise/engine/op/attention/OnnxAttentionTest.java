package lanewise.engine.op.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import lanewise.engine.op.SingleNode;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attention's rules that ONNX's own cases don't cover. */
final class OnnxAttentionTest {
  private final Random random = new Random(5);
  private final SingleNode nodes = new SingleNode(2);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void tilesAgreeWithRows() {
    Tensor query = SingleNode.random(random, 2, 4, 70, 16);
    Tensor key = SingleNode.random(random, 2, 2, 70, 16);
    Tensor value = SingleNode.random(random, 2, 2, 70, 24);
    Map<String, Object> causal = Map.of("is_causal", 1L, "softcap", 2f);
    float[] tiles = nodes.run("Attention", causal, query, key, value).toFloatArray();
    // Asking for the scores takes the other way.
    float[] rows = nodes.run("Attention", 24, 4, causal, query, key, value)[0].toFloatArray();
    for (int i = 0; i < rows.length; i++) {
      assertEquals(rows[i], tiles[i], 1e-5, "element " + i);
    }
  }

  @Test
  void aCachedPastGivesWhatTheWholeSequenceGives() {
    Tensor query = SingleNode.random(random, 1, 2, 5, 8);
    Tensor key = SingleNode.random(random, 1, 2, 5, 8);
    Tensor value = SingleNode.random(random, 1, 2, 5, 8);
    Map<String, Object> causal = Map.of("is_causal", 1L);
    float[] whole = nodes.run("Attention", 24, 4, causal, query, key, value)[0].toFloatArray();
    Tensor[] last =
        nodes.run(
            "Attention",
            24,
            3,
            causal,
            rows(query, 4, 5),
            rows(key, 4, 5),
            rows(value, 4, 5),
            null,
            rows(key, 0, 4),
            rows(value, 0, 4));
    float[] step = last[0].toFloatArray();
    for (int head = 0; head < 2; head++) {
      for (int i = 0; i < 8; i++) {
        assertEquals(whole[(head * 5 + 4) * 8 + i], step[head * 8 + i], 1e-6);
      }
    }
    assertArrayEquals(key.toFloatArray(), last[1].toFloatArray());
    assertArrayEquals(value.toFloatArray(), last[2].toFloatArray());
  }

  private static Tensor rows(Tensor tensor, int from, int to) {
    float[] all = tensor.toFloatArray();
    float[] some = new float[2 * (to - from) * 8];
    for (int head = 0; head < 2; head++) {
      System.arraycopy(all, (head * 5 + from) * 8, some, head * (to - from) * 8, (to - from) * 8);
    }
    return Tensor.of(some, 1, 2, to - from, 8);
  }

  @Test
  void refusesOperandsThatDoNotFitTogether() {
    Tensor query = Tensor.of(new float[8], 1, 2, 1, 4);
    Tensor key = Tensor.of(new float[12], 1, 3, 1, 4);
    nodes.assertRefused("do not fit together", "Attention", Map.of(), query, key, key);
    Tensor flat = Tensor.of(new float[8], 1, 1, 8);
    nodes.assertRefused("q_num_heads", "Attention", Map.of(), flat, flat, flat);
    nodes.assertRefused(
        "heads", "Attention", Map.of("q_num_heads", 3L, "kv_num_heads", 3L), flat, flat, flat);
    Tensor mask = Tensor.of(new float[5], 5);
    nodes.assertRefused("mask", "Attention", Map.of(), query, query, query, mask);
  }

  @Test
  void refusesAPositionOutsideTheTable() {
    Tensor in = Tensor.of(new float[4], 1, 1, 1, 4);
    Tensor angles = Tensor.of(new float[6], 3, 2);
    Tensor position = Tensor.of(new long[] {3}, 1, 1);
    nodes.assertRefused("position 3", "RotaryEmbedding", Map.of(), in, angles, angles, position);
  }
}
