package lanewise.engine.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import lanewise.engine.embed.MiniLm;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.onnx.OnnxImporter;
import lanewise.formats.onnx.OnnxReader;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of real models. */
class MiniLmGraphTest {
  private static final int LAYERS = 6;
  private final Arena arena = Arena.ofShared();
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
    arena.close();
  }

  @Test
  void findsEveryFusionOfTheF32Model() throws IOException {
    Graph graph = runs.optimized(read(MiniLm.FP32));

    Map<String, Integer> counts = counts(graph);
    assertEquals(LAYERS, counts.get("Attention"), counts::toString);
    assertEquals(6 * LAYERS, counts.get("FusedMatMul"), counts::toString);
    assertEquals(2 * LAYERS + 1, counts.get("LayerNormalization"), counts::toString);
    assertEquals(4 * LAYERS, counts.get("Reshape"), counts::toString);
    int inLayers = (1 + 6 + 2 + 4) * LAYERS + 1;
    // before the layers: the mask, the positions, and the sum of three embeddings
    assertEquals(14, graph.nodes().size() - inLayers, counts::toString);
  }

  @Test
  void findsEveryFusionOfTheInt8Model() throws IOException {
    Graph graph = runs.optimized(read(MiniLm.INT8));

    Map<String, Integer> counts = counts(graph);
    assertEquals(LAYERS, counts.get("Attention"), counts::toString);
    assertEquals(6 * LAYERS, counts.get("FusedMatMulInteger"), counts::toString);
    assertEquals(4 * LAYERS, counts.get("DynamicQuantizeLinear"), counts::toString);
    assertEquals(2 * LAYERS + 1, counts.get("LayerNormalization"), counts::toString);
  }

  @Test
  void givesTheSameHiddenStatesWithAndWithoutPasses() throws IOException {
    Graph graph = read(MiniLm.FP32);

    runs.assertSame(graph, runs.optimized(graph), 2e-5, inputs(2, 7));
  }

  @Test
  void givesTheSameHiddenStatesOfTheInt8ModelWithoutItsRoundingFusions() throws IOException {
    Graph graph = read(MiniLm.INT8);
    Graph fused =
        runs.with(
            graph,
            "fold-constants",
            "simplify-shapes",
            "eliminate-identities",
            "common-subexpressions",
            "dead-code",
            "fuse-integer-products");

    runs.assertSame(graph, fused, 0, inputs(2, 7));
  }

  private Graph read(String name) throws IOException {
    return OnnxImporter.graph(
        name, OnnxReader.open(MiniLm.folder(name).resolve("model.onnx"), arena).model());
  }

  private static Map<String, Integer> counts(Graph graph) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Node node : graph.nodes()) {
      counts.merge(node.operator(), 1, Integer::sum);
    }
    return counts;
  }

  /** Token ids, a mask that hides the last token of the second text, and types. */
  private static Tensor[] inputs(int batch, int rows) {
    Random random = new Random(1);
    int count = batch * rows;
    long[] ids = random.longs(count, 1000, 30000).toArray();
    long[] mask = new long[count];
    Arrays.fill(mask, 1);
    mask[count - 1] = 0;
    return new Tensor[] {
      Tensor.of(ids, batch, rows),
      Tensor.of(mask, batch, rows),
      Tensor.of(new long[count], batch, rows)
    };
  }
}
