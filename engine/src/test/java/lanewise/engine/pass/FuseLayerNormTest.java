package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseLayerNormTest {
  private static final String PASS = "fuse-layer-norm";
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqrt", "pow", "reciprocal", "one over", "inverse power"})
  void findsEachSpelling(String spelling) {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "batch", "rows", 16);
    String centered = g.node("Sub", x, g.node("ReduceMean", lastAxis(), x));
    String square =
        spelling.equals("sqrt")
            ? g.node("Pow", centered, g.scalar(2))
            : g.node("Mul", centered, centered);
    String variance = g.node("Add", g.node("ReduceMean", lastAxis(), square), g.scalar(1e-5));
    String normalized =
        switch (spelling) {
          case "sqrt" -> g.node("Div", centered, g.node("Sqrt", variance));
          case "pow" -> g.node("Div", centered, g.node("Pow", variance, g.scalar(0.5)));
          case "reciprocal" ->
              g.node("Mul", centered, g.node("Reciprocal", g.node("Sqrt", variance)));
          case "one over" ->
              g.node("Mul", g.node("Div", g.scalar(1), g.node("Sqrt", variance)), centered);
          default -> g.node("Mul", g.node("Pow", variance, g.scalar(-0.5)), centered);
        };
    String scaled = g.node("Mul", g.weights(16), normalized);
    Graph graph = g.build(g.node("Add", scaled, g.weights(16)));

    Graph fused = runs.with(graph, PASS);

    assertEquals("LayerNormalization", operators(fused));
    Node node = fused.nodes().getFirst();
    assertEquals(3, node.inputs().size());
    assertEquals(1e-5f, node.attributes().real("epsilon", 0));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 2, 3, 16));
  }

  @Test
  void leavesTheBiasOutWhereThereIsNone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 8);
    Graph graph = g.build(g.node("Mul", normalized(g, x, lastAxis()), g.weights(8)));

    Graph fused = runs.with(graph, PASS);

    assertEquals("LayerNormalization", operators(fused));
    assertEquals(2, fused.nodes().getFirst().inputs().size());
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(2, 5, 8));
  }

  @Test
  void leavesMeansOverAnotherAxisAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", 8, 8);
    Graph graph =
        g.build(g.node("Mul", normalized(g, x, Map.of("axes", new long[] {0})), g.weights(8)));

    assertFalse(operators(runs.with(graph, PASS)).contains("LayerNormalization"));
  }

  @Test
  void leavesAScaleOfAnotherShapeAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", 4, 8);
    Graph graph = g.build(g.node("Mul", normalized(g, x, lastAxis()), g.weights(4, 8)));

    assertFalse(operators(runs.with(graph, PASS)).contains("LayerNormalization"));
  }

  @Test
  void keepsWhatTheGraphAlsoGivesOut() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", 4, 8);
    String normalized = normalized(g, x, lastAxis());
    Graph graph = g.build(g.node("Mul", normalized, g.weights(8)), normalized);

    Graph fused = runs.with(graph, PASS);

    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(3, 4, 8));
  }

  private static Map<String, Object> lastAxis() {
    return Map.of("axes", new long[] {-1});
  }

  private static String normalized(GraphBuilder g, String x, Map<String, Object> axes) {
    String centered = g.node("Sub", x, g.node("ReduceMean", axes, x));
    String square = g.node("Pow", centered, g.scalar(2));
    String variance = g.node("Add", g.node("ReduceMean", axes, square), g.scalar(1e-5));
    return g.node("Div", centered, g.node("Sqrt", variance));
  }
}
