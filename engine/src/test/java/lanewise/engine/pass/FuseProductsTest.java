package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lanewise.engine.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseProductsTest {
  private static final String PASS = "fuse-products";
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @CsvSource({"Relu", "Tanh", "Sigmoid", "Gelu"})
  void takesBiasThenActivationThenResidual(String activation) {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "batch", "rows", 8);
    String product = g.node("MatMul", x, g.weights(8, 8));
    String biased = g.node("Add", g.weights(8), product);
    Graph graph = g.build(g.node("Add", g.node(activation, biased), x));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 2, 3, 8));
  }

  @Test
  void takesSilu() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    String product = g.node("MatMul", x, g.weights(8, 12));
    Graph graph = g.build(g.node("Mul", g.node("Sigmoid", product), product));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul", operators(fused));
    assertEquals("SILU", fused.nodes().getFirst().attributes().string("activation", ""));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 3, 8));
  }

  @Test
  void takesNoBiasAfterTheActivation() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    String product = g.node("Relu", g.node("MatMul", x, g.weights(8, 12)));
    Graph graph = g.build(g.node("Add", product, g.weights(12)));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul Add", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 3, 8));
  }

  @Test
  void takesNoActivationAfterTheResidual() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    Graph graph = g.build(g.node("Relu", g.node("Add", x, g.node("MatMul", x, g.weights(8, 8)))));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul Relu", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 3, 8));
  }

  @Test
  void takesNoResidualThatBroadcasts() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    String y = g.input("y", "one", 8);
    Graph graph = g.build(g.node("Add", y, g.node("MatMul", x, g.weights(8, 8))));

    Graph fused = runs.with(graph, PASS);

    assertEquals("MatMul Add", operators(fused));
  }

  @Test
  void keepsAProductThatSomethingElseReads() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    String product = g.node("MatMul", x, g.weights(8, 8));
    Graph graph = g.build(g.node("Add", product, g.weights(8)), g.node("Neg", product));

    assertEquals("MatMul Add Neg", operators(runs.with(graph, PASS)));
  }

  @Test
  void addsTwoProductsAsOneAndItsResidual() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 8);
    String a = g.node("Add", g.node("MatMul", x, g.weights(8, 4)), g.weights(4));
    String b = g.node("Add", g.node("MatMul", x, g.weights(8, 4)), g.weights(1, 4));
    Graph graph = g.build(g.node("Add", a, b));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul FusedMatMul", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 3, 8));
  }

  @Test
  void takesStacksOfMatricesThatAreNotConstant() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "batch", 3, 8);
    String y = g.input("y", "batch", 8, 5);
    String z = g.input("z", "batch", 3, 5);
    Graph graph = g.build(g.node("Add", g.node("Tanh", g.node("MatMul", x, y)), z));

    Graph fused = runs.with(graph, PASS);

    assertEquals("FusedMatMul", operators(fused));
    runs.assertSame(
        graph,
        fused,
        1e-5,
        Numbers.tensor(1, 2, 3, 8),
        Numbers.tensor(2, 2, 8, 5),
        Numbers.tensor(3, 2, 3, 5));
  }

  @Test
  void leavesVectorsAlone() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", 4, 8);
    Graph graph = g.build(g.node("Add", g.node("MatMul", x, g.weights(8)), g.weights(4)));

    assertEquals("MatMul Add", operators(runs.with(graph, PASS)));
  }

  @Test
  void doesNotOverwriteAResidualThatIsAlsoTheLhsUnderAnotherName() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.node("Neg", g.input("x", "rows", 8));
    String view = g.node("Reshape", x, g.integers(-1, 8));
    String product = g.node("MatMul", view, g.weights(8, 8));
    Graph graph = g.build(g.node("Add", product, g.node("Reshape", x, g.integers(-1, 8))));

    Graph fused = runs.with(graph, PASS);

    assertEquals("Neg Reshape Reshape FusedMatMul", operators(fused));
    runs.assertSame(graph, fused, 1e-5, Numbers.tensor(1, 40, 8));
  }
}
