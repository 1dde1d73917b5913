package lanewise.engine.pass;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passes over graphs that break their operators' rules refuse them, or leave them to the run. */
class BrokenGraphsTest {
  private static final String[] NAMES = {
    "axis",
    "axes",
    "perm",
    "keepdims",
    "epsilon",
    "approximate",
    "alpha",
    "beta",
    "transA",
    "transB",
    "value",
    "to",
    "shape",
    "activation",
    "scale",
    "allowzero"
  };
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  static LongStream seeds() {
    return LongStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void refusesOrLeavesWhatIsBroken(long seed) {
    Random random = new Random(seed);
    Graph graph = transformerLayer(seed % 2 == 0 ? 11 : 20);
    for (int i = 0; i <= random.nextInt(3); i++) {
      graph = broken(graph, random);
    }
    try {
      Graph optimized = runs.optimized(graph);
      runs.run(optimized, inputs());
    } catch (ModelFormatException refused) {
      // any other exception fails the test
      return;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 20})
  void fusesTheSameGraphUnbroken(int opset) {
    Graph graph = transformerLayer(opset);

    Graph optimized = runs.optimized(graph);

    assertTrue(optimized.nodes().size() <= 15, GraphRuns.operators(optimized));
    runs.assertSame(graph, optimized, 1e-4, inputs());
  }

  private static Tensor[] inputs() {
    return new Tensor[] {Numbers.tensor(1, 2, 5, 8), Numbers.tensor(2, 2, 1, 1, 5)};
  }

  private static Graph broken(Graph graph, Random random) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    int at = random.nextInt(nodes.size());
    Node node = nodes.get(at);
    List<String> inputs = new ArrayList<>(node.inputs());
    switch (random.nextInt(6)) {
      case 0 -> inputs.removeLast();
      case 1 -> inputs.set(random.nextInt(inputs.size()), "");
      case 2 -> inputs.set(random.nextInt(inputs.size()), "x");
      case 3 -> {
        List<String> names = List.copyOf(constants.keySet());
        inputs.set(random.nextInt(inputs.size()), names.get(random.nextInt(names.size())));
      }
      case 4 -> {
        List<String> names = List.copyOf(constants.keySet());
        constants.put(names.get(random.nextInt(names.size())), tensor(random));
      }
      default -> {
        String name = NAMES[random.nextInt(NAMES.length)];
        node = node.withAttributes(node.attributes().with(name, value(random)));
      }
    }
    nodes.set(at, node.withInputs(inputs));
    return graph.withNodes(nodes, constants);
  }

  private static Tensor tensor(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Tensor.of(new float[0], 0);
      case 1 -> Tensor.of(new long[] {Long.MAX_VALUE, -7}, 2);
      case 2 -> Tensor.allocate(ElementType.FLOAT16, Shape.of(3, 3));
      case 3 -> Tensor.of(new int[] {1 << 30}, 1);
      default -> Numbers.tensor(random.nextLong(), 8, 8, 8);
    };
  }

  private static Object value(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> new long[] {3, 3, Long.MAX_VALUE, -9};
      case 2 -> new long[0];
      case 3 -> Float.NaN;
      case 4 -> "wrong";
      default -> (long) random.nextInt(-5, 5);
    };
  }

  private static Graph transformerLayer(int opset) {
    GraphBuilder g = new GraphBuilder(opset);
    String x = g.input("x", "batch", "rows", 8);
    String mask = g.input("mask", "batch", 1, 1, "rows");
    String query = heads(g, x, 0, 2, 1, 3);
    String key = heads(g, x, 0, 2, 3, 1);
    String value = heads(g, x, 0, 2, 1, 3);
    String scores = g.node("Div", g.node("MatMul", query, key), g.scalar(2));
    String weights = g.node("Softmax", Map.of("axis", 3L), g.node("Add", scores, mask));
    String mixed =
        g.node(
            "Transpose", Map.of("perm", new long[] {0, 2, 1, 3}), g.node("MatMul", weights, value));
    String attended = g.node("Add", x, g.node("Reshape", mixed, g.integers(0, 0, 8)));
    Map<String, Object> lastAxis = Map.of("axes", new long[] {-1});
    String centered = g.node("Tanh", attended);
    if (opset < 18) {
      centered = g.node("Sub", attended, g.node("ReduceMean", lastAxis, attended));
      String square = g.node("Pow", centered, g.scalar(2));
      String variance = g.node("Add", g.node("ReduceMean", lastAxis, square), g.scalar(1e-5));
      centered = g.node("Div", centered, g.node("Sqrt", variance));
    }
    String normalized = g.node("Add", g.node("Mul", centered, g.weights(8)), g.weights(8));
    String inner = g.node("Add", g.node("MatMul", normalized, g.weights(8, 16)), g.weights(16));
    String erf = g.node("Erf", g.node("Div", inner, g.scalar(Math.sqrt(2))));
    String bracket = g.node("Add", erf, g.scalar(1));
    String gelu = g.node("Mul", g.node("Mul", inner, bracket), g.scalar(0.5));
    String flat = g.node("Reshape", gelu, g.integers(-1, 16));
    return g.build(g.node("Relu", g.node("Gemm", flat, g.weights(16, 8), g.weights(8))));
  }

  private static String heads(GraphBuilder g, String x, long... permutation) {
    String projected = g.node("Add", g.node("MatMul", x, g.weights(8, 8)), g.weights(8));
    String shape = g.node("Shape", projected);
    String front = g.node("Gather", Map.of("axis", 0L), shape, g.integers(0, 1));
    String to = g.node("Concat", Map.of("axis", 0L), front, g.integers(2, 4));
    return g.node("Transpose", Map.of("perm", permutation), g.node("Reshape", projected, to));
  }
}
