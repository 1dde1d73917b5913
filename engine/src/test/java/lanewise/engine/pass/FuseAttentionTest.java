package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseAttentionTest {
  private static final String PASS = "fuse-attention";
  private static final long[] SWAP = {0, 2, 1, 3};
  private static final long[] KEYS = {0, 2, 3, 1};
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void readsAndWritesRowsOfHeadsWithoutTransposes() {
    GraphBuilder g = new GraphBuilder(11);
    String query = transpose(g, g.input("q", "batch", "queries", 2, 8), SWAP);
    String key = transpose(g, g.input("k", "batch", "keys", 2, 8), KEYS);
    String value = transpose(g, g.input("v", "batch", "keys", 2, 4), SWAP);
    String mask = g.input("mask", "batch", 1, 1, "keys");
    String scores = g.node("Div", g.node("MatMul", query, key), g.scalar(Math.sqrt(8)));
    String weights = g.node("Softmax", Map.of("axis", 3L), g.node("Add", scores, mask));
    Graph graph = g.build(transpose(g, g.node("MatMul", weights, value), SWAP));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Attention", operators(fused));
    Attributes attributes = fused.nodes().getFirst().attributes();
    for (String operand : new String[] {"query", "key", "value", "output"}) {
      assertEquals("BSHD", attributes.string(operand + "_layout", ""));
    }
    runs.assertSame(
        graph,
        fused,
        1e-5,
        Numbers.tensor(1, 3, 5, 2, 8),
        Numbers.tensor(2, 3, 7, 2, 8),
        Numbers.tensor(3, 3, 7, 2, 4),
        Numbers.tensor(4, 3, 1, 1, 7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"both", "query", "before the transpose", "twice"})
  void takesTheScaleFromWhereverItStands(String where) {
    GraphBuilder g = new GraphBuilder(13);
    String query = g.input("q", "batch", "queries", 2, 8);
    String key = g.input("k", "batch", "keys", 2, 8);
    String value = transpose(g, g.input("v", "batch", "keys", 2, 8), SWAP);
    String half = g.scalar(Math.pow(8, -0.25));
    if (where.equals("before the transpose")) {
      query = g.node("Mul", query, half);
      key = g.node("Mul", half, key);
    }
    query = transpose(g, query, SWAP);
    key = transpose(g, transpose(g, key, SWAP), new long[] {0, 1, 3, 2});
    if (where.equals("both")) {
      query = g.node("Mul", query, half);
      key = g.node("Mul", key, half);
    } else if (where.equals("query")) {
      query = g.node("Div", query, g.scalar(Math.sqrt(8)));
    }
    String scores = g.node("MatMul", query, key);
    if (where.equals("twice")) {
      scores = g.node("Mul", g.node("Mul", half, scores), half);
    }
    String weights = g.node("Softmax", Map.of("axis", -1L), scores);
    Graph graph = g.build(transpose(g, g.node("MatMul", weights, value), SWAP));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Attention", operators(fused));
    assertEquals(Math.pow(8, -0.5), fused.nodes().getFirst().attributes().real("scale", 0), 1e-6);
    runs.assertSame(
        graph,
        fused,
        1e-5,
        Numbers.tensor(1, 2, 5, 2, 8),
        Numbers.tensor(2, 2, 7, 2, 8),
        Numbers.tensor(3, 2, 7, 2, 8));
  }

  @Test
  void takesHeadsThatNobodyTransposed() {
    GraphBuilder g = new GraphBuilder(13);
    String query = g.input("q", "batch", 3, "queries", 8);
    String key = g.input("k", "batch", 3, 8, "keys");
    String value = g.input("v", "batch", 3, "keys", 8);
    String mask = g.input("mask", "queries", "keys");
    String scores = g.node("Add", mask, g.node("MatMul", query, key));
    String weights = g.node("Softmax", Map.of("axis", -1L), scores);
    Graph graph = g.build(g.node("MatMul", weights, value));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Transpose Attention", operators(fused));
    runs.assertSame(
        graph,
        fused,
        1e-5,
        Numbers.tensor(1, 2, 3, 5, 8),
        Numbers.tensor(2, 2, 3, 8, 7),
        Numbers.tensor(3, 2, 3, 7, 8),
        Numbers.tensor(4, 5, 7));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void takesAMaskWithAnElementForEveryKeyOrOneForAll(int maskKeys) {
    GraphBuilder g = new GraphBuilder(13);
    String query = g.input("q", "batch", 3, "queries", 8);
    String key = transpose(g, g.input("k", "batch", 3, "keys", 8), new long[] {0, 1, 3, 2});
    String value = g.input("v", "batch", 3, "keys", 8);
    String mask = g.input("mask", 3, "queries", "mask keys");
    String scores = g.node("Add", mask, g.node("MatMul", query, key));
    String weights = g.node("Softmax", Map.of("axis", -1L), scores);
    Graph graph = g.build(g.node("MatMul", weights, value));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Attention", operators(fused));
    runs.assertSame(
        graph,
        fused,
        1e-5,
        Numbers.tensor(1, 2, 3, 5, 8),
        Numbers.tensor(2, 2, 3, 7, 8),
        Numbers.tensor(3, 2, 3, 7, 8),
        Numbers.tensor(4, 3, 5, maskKeys));
  }

  @Test
  void leavesSoftmaxOverAnotherAxisAlone() {
    assertUnfused(13, "keys", Map.of("axis", 2L));
  }

  @Test
  void leavesOldSoftmaxOverSeveralAxesAlone() {
    assertUnfused(11, "keys", Map.of());
  }

  @Test
  void leavesAMaskThatDoesNotHaveEveryKeyAlone() {
    assertUnfused(13, 1, Map.of("axis", -1L));
  }

  private void assertUnfused(int opset, Object maskKeys, Map<String, Object> softmax) {
    GraphBuilder g = new GraphBuilder(opset);
    String query = g.input("q", "batch", 3, "queries", 8);
    String key = g.input("k", "batch", 3, 8, "keys");
    String value = g.input("v", "batch", 3, "keys", 8);
    String mask = g.input("mask", "batch", 1, "queries", maskKeys);
    String scores = g.node("Add", g.node("MatMul", query, key), mask);
    Graph graph = g.build(g.node("MatMul", g.node("Softmax", softmax, scores), value));

    assertFalse(operators(runs.with(graph, PASS)).contains("Attention"));
  }

  private static String transpose(GraphBuilder g, String value, long[] permutation) {
    return g.node("Transpose", Map.of("perm", permutation), value);
  }
}
