package lanewise.engine.pass;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.graph.Graph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of random nodes give the same with all passes and with none. */
class RandomGraphsTest {
  private static final int SIZE = 6;
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  static List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (long seed = 0; seed < 150; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void sameWithAndWithoutPasses(long seed) {
    Random random = new Random(seed);
    GraphBuilder g = new GraphBuilder(20);
    List<String> values = new ArrayList<>();
    values.add(g.input("x", "batch", "rows", SIZE));
    values.add(g.input("y", "batch", "rows", SIZE));
    values.add(g.weights(SIZE));
    values.add(g.weights(1, SIZE));
    int nodes = 4 + random.nextInt(20);
    for (int i = 0; i < nodes; i++) {
      values.add(node(g, random, values));
    }
    String[] outputs = new String[1 + random.nextInt(3)];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = values.get(values.size() - 1 - i);
    }
    Graph graph = g.build(outputs);

    runs.assertSame(
        graph,
        runs.optimized(graph),
        1e-4,
        Numbers.tensor(seed, 2, 3, SIZE),
        Numbers.tensor(~seed, 2, 3, SIZE));
  }

  /** One node over values of the last dimension {@link #SIZE}, whose results stay small. */
  private static String node(GraphBuilder g, Random random, List<String> values) {
    String a = pick(random, values);
    String b = pick(random, values);
    return switch (random.nextInt(16)) {
      case 0, 1 -> g.node("Add", a, b);
      case 2 -> g.node("Tanh", g.node("Mul", a, b));
      case 3 -> g.node("Sub", g.node("Tanh", a), b);
      case 4, 5, 6 -> g.node("MatMul", g.node("Tanh", a), g.weights(SIZE, SIZE));
      case 7 -> g.node("Relu", a);
      case 8 -> g.node("Mul", a, g.node("Sigmoid", a));
      case 9 -> gelu(g, a);
      case 10 -> g.node("Identity", a);
      case 11 -> g.node("Add", g.weights(SIZE), a);
      case 12 -> g.node("Squeeze", g.node("Unsqueeze", a, g.integers(0)), g.integers(0));
      case 13 -> g.node("Reshape", a, g.node("Shape", a));
      case 14 -> g.node("Mul", a, g.scalar(random.nextBoolean() ? 1 : 0.5));
      default ->
          g.node(
              "Concat",
              Map.of("axis", -1L),
              g.node("Split", Map.of("axis", -1L), a, g.integers(SIZE)));
    };
  }

  private static String gelu(GraphBuilder g, String x) {
    String erf = g.node("Erf", g.node("Div", x, g.scalar(Math.sqrt(2))));
    String bracket = g.node("Add", erf, g.scalar(1));
    return g.node("Mul", g.node("Mul", x, bracket), g.scalar(0.5));
  }

  private static String pick(Random random, List<String> values) {
    int recent = Math.min(values.size(), 6);
    return random.nextInt(4) == 0
        ? values.get(random.nextInt(values.size()))
        : values.get(values.size() - 1 - random.nextInt(recent));
  }
}
