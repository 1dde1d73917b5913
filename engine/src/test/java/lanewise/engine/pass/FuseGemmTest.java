package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import lanewise.engine.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseGemmTest {
  private static final String PASS = "fuse-products";
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @CsvSource({"0,true", "1,true", "1,false"})
  void takesGemm(long transposed, boolean withBias) {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 8);
    String w = transposed == 1 ? g.weights(5, 8) : g.weights(8, 5);
    Map<String, Object> attributes = Map.of("transB", transposed);
    String product =
        withBias
            ? g.node("Gemm", attributes, x, w, g.weights(5))
            : g.node("Gemm", attributes, x, w);
    Graph graph = g.build(g.node("Relu", product));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 3, 8));
  }

  @Test
  void leavesAScaledGemmAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 8);
    Graph graph = g.build(g.node("Gemm", Map.of("alpha", 2f), x, g.weights(8, 5)));

    assertEquals("Gemm", operators(runs.with(graph, PASS)));
  }
}
