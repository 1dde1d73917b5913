package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimplificationTest {
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void removesWhatNoOutputNeeds() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    g.node("Exp", g.node("Neg", g.weights(4)));
    Graph graph = g.build(g.node("Abs", x));

    Graph clean = runs.with(graph, "dead-code");

    assertEquals("Abs", operators(clean));
    assertTrue(clean.constants().isEmpty());
  }

  @Test
  void givesTheSameGraphBackWhenThereIsNothingToDo() {
    GraphBuilder g = new GraphBuilder(17);
    Graph graph = g.build(g.node("Abs", g.input("x", 4)));

    assertSame(graph, runs.optimized(graph));
  }

  @Test
  void foldsWhatDependsOnConstantsAlone() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    String sum = g.node("Add", g.weights(4), g.node("Neg", g.scalar(2)));
    Graph graph = g.build(g.node("Mul", x, sum));

    Graph folded = runs.with(graph, "fold-constants");

    assertEquals("Mul", operators(folded));
    runs.assertSame(graph, folded, 0, Numbers.tensor(1, 4));
  }

  @Test
  void foldsAnOutputThatIsConstant() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    Graph graph = g.build(g.node("Neg", g.weights(4)), g.node("Neg", x));

    Graph folded = runs.with(graph, "fold-constants", "dead-code");

    assertEquals("Neg", operators(folded));
    runs.assertSame(graph, folded, 0, Numbers.tensor(1, 4));
  }

  @Test
  void doesNotFoldIntoMuchLargerConstants() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 1);
    String large = g.node("Expand", g.scalar(1), g.integers(1 << 10, 1 << 10));
    Graph graph = g.build(g.node("Mul", x, large));

    assertEquals("Expand Mul", operators(runs.optimized(graph)));
  }

  @Test
  void stopsFoldingWhenConstantsHaveGrownTooMuch() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 1);
    String value = g.weights(1 << 20);
    for (int i = 0; i < 30; i++) {
      value = g.node("Neg", value);
    }
    Graph graph = g.build(g.node("Mul", x, value));

    int left = runs.with(graph, "fold-constants").nodes().size();

    assertTrue(left > 1 && left < 30, left + " nodes are left");
  }

  @Test
  void leavesAFoldThatFailsToTheRun() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    String wrong = g.node("Reshape", g.weights(4), g.integers(3));
    Graph graph = g.build(g.node("Add", x, wrong));

    assertEquals("Reshape Add", operators(runs.optimized(graph)));
  }

  @Test
  void foldsShapesOfWhatIsNotConstant() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", "batch", 6);
    String columns = g.node("Gather", g.node("Shape", x), g.integers(1));
    Graph graph = g.build(g.node("Mul", g.node("Cast", Map.of("to", 1L), columns), x));

    Graph folded = runs.optimized(graph);

    assertEquals("Mul", operators(folded));
    runs.assertSame(graph, folded, 0, Numbers.tensor(1, 2, 6));
  }

  @Test
  void saysReshapesOfHeadsInConstants() {
    GraphBuilder g = new GraphBuilder(11);
    String x = g.input("x", "batch", "rows", 24);
    String shape = g.node("Shape", x);
    String batch = g.node("Unsqueeze", axis(0), gather(g, shape, 0));
    String rows = g.node("Unsqueeze", axis(0), gather(g, shape, 1));
    String to = g.node("Concat", Map.of("axis", 0L), batch, rows, g.integers(4), g.integers(6));
    String heads = g.node("Reshape", x, to);
    Graph graph = g.build(g.node("Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), heads));

    Graph simple = runs.with(graph, "simplify-shapes", "dead-code");

    assertEquals("Reshape Transpose", operators(simple));
    Tensor constant = simple.constants().get(simple.nodes().getFirst().input(1));
    assertArrayEquals(new long[] {0, 0, 4, 6}, constant.toLongArray());
    runs.assertSame(graph, simple, 0, Numbers.tensor(1, 2, 5, 24));
  }

  @Test
  void infersOneDimensionOfAReshape() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", "batch", "rows", 4);
    String flat = g.node("Mul", gather(g, g.node("Shape", x), 0), gather(g, g.node("Shape", x), 1));
    String to =
        g.node(
            "Concat", Map.of("axis", 0L), g.node("Unsqueeze", flat, g.integers(0)), g.integers(4));
    Graph graph = g.build(g.node("Abs", g.node("Reshape", x, to)));

    Graph simple = runs.optimized(graph);

    assertEquals("Reshape Abs", operators(simple));
    runs.assertSame(graph, simple, 0, Numbers.tensor(1, 2, 3, 4));
  }

  @Test
  void removesNodesThatChangeNothing() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", "batch", 4);
    String same = g.node("Identity", x);
    same = g.node("Cast", Map.of("to", 1L), same);
    same = g.node("Transpose", Map.of("perm", new long[] {0, 1}), same);
    same = g.node("Mul", g.scalar(1), same);
    same = g.node("Div", same, g.scalar(1));
    same = g.node("Squeeze", g.node("Unsqueeze", same, g.integers(1)), g.integers(1));
    same = g.node("Reshape", same, g.integers(0, 4));
    same = g.node("Concat", Map.of("axis", 0L), same);
    Graph graph = g.build(g.node("Abs", same));

    Graph clean = runs.with(graph, "eliminate-identities");

    assertEquals("Abs", operators(clean));
    assertEquals(List.of("x"), clean.nodes().getFirst().inputs());
  }

  @Test
  void keepsACastThatChangesTheType() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", ElementType.INT64, 4);
    Graph graph = g.build(g.node("Abs", g.node("Cast", Map.of("to", 1L), x)));

    assertEquals("Cast Abs", operators(runs.optimized(graph)));
  }

  @Test
  void keepsASliceThatReverses() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    String reversed =
        g.node(
            "Slice",
            x,
            g.integers(-1),
            g.integers(Long.MIN_VALUE + 1),
            g.integers(0),
            g.integers(-1));
    Graph graph = g.build(g.node("Abs", reversed));

    assertEquals("Slice Abs", operators(runs.optimized(graph)));
  }

  @Test
  void joinsTransposes() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 2, 3, 4);
    String turned = g.node("Transpose", Map.of("perm", new long[] {1, 2, 0}), x);
    String again = g.node("Transpose", Map.of("perm", new long[] {0, 2, 1}), turned);
    String back = g.node("Transpose", Map.of("perm", new long[] {2, 0, 1}), turned);
    Graph graph = g.build(g.node("Abs", again), g.node("Neg", back));

    Graph joined = runs.with(graph, "eliminate-identities", "dead-code");

    assertEquals("Transpose Abs Neg", operators(joined));
    runs.assertSame(graph, joined, 0, Numbers.tensor(1, 2, 3, 4));
  }

  @Test
  void keepsTheNamesOfOutputs() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    Graph graph = g.build(g.node("Identity", x), g.node("Identity", g.node("Abs", x)));

    Graph clean = runs.optimized(graph);

    assertEquals(graph.outputs(), clean.outputs());
    runs.assertSame(graph, clean, 0, Numbers.tensor(1, 4));
  }

  @Test
  void computesCommonExpressionsOnce() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    String one = g.node("Exp", g.node("Add", x, g.scalar(3)));
    String two = g.node("Exp", g.node("Add", x, g.scalar(3)));
    Graph graph = g.build(g.node("Mul", one, two));

    Graph shared = runs.with(graph, "common-subexpressions");

    assertEquals("Add Exp Mul", operators(shared));
    runs.assertSame(graph, shared, 0, Numbers.tensor(1, 4));
  }

  @Test
  void keepsApartWhatDiffersInAttributesOrIsRandom() {
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4, 4);
    String a = g.node("Concat", Map.of("axis", 0L), x, x);
    String b = g.node("Concat", Map.of("axis", 1L), x, x);
    Map<String, Object> shape = Map.of("shape", new long[] {4});
    String r = g.node("RandomNormal", shape);
    String s = g.node("RandomNormal", shape);
    Graph graph = g.build(a, b, g.node("Add", r, s));

    assertEquals(5, runs.with(graph, "common-subexpressions").nodes().size());
  }

  @Test
  void redirectsWhatAnInnerGraphCaptures() {
    GraphBuilder inner = new GraphBuilder(17);
    Graph body = inner.build(inner.node("Neg", "outer"));
    GraphBuilder g = new GraphBuilder(17);
    String x = g.input("x", 4);
    String condition = g.input("condition", ElementType.BOOL);
    Map<String, Object> attributes = Map.of("then_branch", body, Node.CAPTURES, 1L);
    Graph before = g.build(g.node("If", attributes, condition, "outer"));
    List<Node> nodes = new ArrayList<>(before.nodes());
    nodes.addFirst(new Node("", "", "Identity", 17, List.of(x), List.of("outer"), Attributes.NONE));
    Graph graph = before.withNodes(nodes, Map.of());

    Graph after = runs.optimized(graph);
    assertEquals("If", operators(after));
    assertEquals(List.of(condition, x), after.nodes().getFirst().inputs());
  }

  @Test
  void everyPassCanBeSwitchedOff() {
    GraphBuilder g = new GraphBuilder(17);
    Graph graph = g.build(g.node("Abs", g.node("Identity", g.input("x", 4))));

    assertSame(graph, runs.with(graph));
  }

  @Test
  void rejectsTheNameOfNoPass() {
    Graph graph = new GraphBuilder(17).build();
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Passes.apply(graph, null, Set.of("fuse-everything")));
    assertTrue(refused.getMessage().contains("fuse-everything"), refused.getMessage());
  }

  private static Map<String, Object> axis(long axis) {
    return Map.of("axes", new long[] {axis});
  }

  private static String gather(GraphBuilder g, String shape, long index) {
    String at = g.constant(Tensor.of(new long[] {index}, 1).reshape(Shape.SCALAR));
    return g.node("Gather", Map.of("axis", 0L), shape, at);
  }
}
