package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import lanewise.engine.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FuseGeluTest {
  private static final String PASS = "fuse-gelu";
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @CsvSource({"div,last", "div,first", "mul,last", "mul,first", "mul,bracket", "div,halved"})
  void findsTheErrorFunctionInEachSpelling(String argument, String half) {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.node("Neg", g.input("x", "rows", 8));
    String inner =
        argument.equals("div")
            ? g.node("Div", x, g.scalar(Math.sqrt(2)))
            : g.node("Mul", g.scalar(Math.sqrt(0.5)), x);
    String bracket = g.node("Add", g.scalar(1), g.node("Erf", inner));
    Graph graph = g.build(outer(g, x, bracket, half));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Neg Gelu", operators(fused));
    assertEquals("none", fused.nodes().get(1).attributes().string("approximate", ""));
    runs.assertSame(graph, fused, 1e-6, Numbers.tensor(1, 5, 8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pow", "products", "nested", "factored", "factored pow"})
  void findsTanhInEachSpelling(String spelling) {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.node("Neg", g.input("x", "rows", 8));
    String k = g.scalar(Math.sqrt(2 / Math.PI));
    String c = g.scalar(0.044715);
    String argument =
        switch (spelling) {
          case "pow" ->
              g.node("Mul", k, g.node("Add", x, g.node("Mul", c, g.node("Pow", x, g.scalar(3)))));
          case "products" ->
              g.node(
                  "Mul",
                  g.node("Add", g.node("Mul", g.node("Mul", g.node("Mul", x, x), x), c), x),
                  k);
          case "nested" ->
              g.node(
                  "Mul",
                  k,
                  g.node("Add", x, g.node("Mul", x, g.node("Mul", x, g.node("Mul", x, c)))));
          case "factored" ->
              g.node(
                  "Mul",
                  g.node("Mul", k, x),
                  g.node("Add", g.scalar(1), g.node("Mul", g.node("Mul", c, x), x)));
          default ->
              g.node(
                  "Mul",
                  g.node("Mul", x, k),
                  g.node("Add", g.node("Mul", g.node("Pow", x, g.scalar(2)), c), g.scalar(1)));
        };
    String bracket = g.node("Add", g.node("Tanh", argument), g.scalar(1));
    Graph graph = g.build(outer(g, x, bracket, "first"));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Neg Gelu", operators(fused));
    assertEquals("tanh", fused.nodes().get(1).attributes().string("approximate", ""));
    runs.assertSame(graph, fused, 1e-6, Numbers.tensor(1, 5, 8));
  }

  @Test
  void leavesOtherConstantsAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 8);
    String bracket = g.node("Add", g.scalar(1), g.node("Erf", g.node("Div", x, g.scalar(1.5))));

    assertFalse(operators(runs.with(g.build(outer(g, x, bracket, "last")), PASS)).contains("Gelu"));
  }

  @Test
  void leavesTheProductWithAnotherValueAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 8);
    String y = g.input("y", "rows", 8);
    String bracket =
        g.node("Add", g.scalar(1), g.node("Erf", g.node("Div", x, g.scalar(Math.sqrt(2)))));

    assertFalse(operators(runs.with(g.build(outer(g, y, bracket, "last")), PASS)).contains("Gelu"));
  }

  private static String outer(GraphBuilder g, String x, String bracket, String half) {
    return switch (half) {
      case "last" -> g.node("Mul", g.node("Mul", x, bracket), g.scalar(0.5));
      case "first" -> g.node("Mul", g.node("Mul", g.scalar(0.5), x), bracket);
      case "bracket" -> g.node("Mul", x, g.node("Mul", bracket, g.scalar(0.5)));
      default -> g.node("Div", g.node("Mul", bracket, x), g.scalar(2));
    };
  }
}
