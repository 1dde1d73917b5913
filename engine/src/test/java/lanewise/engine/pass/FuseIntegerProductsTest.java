package lanewise.engine.pass;

import static lanewise.engine.pass.GraphRuns.operators;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.graph.Graph;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FuseIntegerProductsTest {
  private static final String PASS = "fuse-integer-products";
  private final GraphRuns runs = new GraphRuns();

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "6,6", "6,1", "1,6", "0,1", "0,6"})
  void givesTheSameBitsAsTheNodes(int zeroPoints, int scales) {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "batch", "rows", 16);
    Graph graph = g.build(product(g, quantized(g, x), zeroPoints, scales));

    Graph fused = runs.with(graph, PASS);

    assertEquals("DynamicQuantizeLinear FusedMatMulInteger", operators(fused));
    runs.assertSame(graph, fused, 0, Numbers.tensor(1, 2, 3, 16));
  }

  @Test
  void takesBiasActivationAndResidualAndSharesTheQuantizedInput() {
    GraphBuilder g = new GraphBuilder(20);
    String x = g.input("x", "rows", 16);
    String r = g.input("r", "rows", 6);
    List<String> quantized = quantized(g, x);
    String first = g.node("Add", g.weights(6), product(g, quantized, 1, 1));
    String second = g.node("Relu", g.node("Add", product(g, quantized, 1, 1), g.weights(6)));
    Graph graph = g.build(g.node("Add", first, r), g.node("Add", second, r));

    Graph fused = runs.with(graph, PASS, "fuse-products");

    assertEquals("DynamicQuantizeLinear FusedMatMulInteger FusedMatMulInteger", operators(fused));
    runs.assertSame(graph, fused, 1e-6, Numbers.tensor(1, 5, 16), Numbers.tensor(2, 5, 6));
  }

  @Test
  void leavesAProductWhoseIntegersAreReadAlone() {
    GraphBuilder g = new GraphBuilder(13);
    String x = g.input("x", "rows", 16);
    List<String> quantized = quantized(g, x);
    String product =
        g.node("MatMulInteger", quantized.get(0), weights(g), quantized.get(2), zero(g, 1));
    String scale = g.node("Mul", quantized.get(1), g.scalar(0.25));
    Graph graph = g.build(g.node("Mul", g.node("Cast", Map.of("to", 1L), product), scale), product);

    assertFalse(operators(runs.with(graph, PASS)).contains("Fused"));
  }

  private static List<String> quantized(GraphBuilder g, String x) {
    return g.nodes("DynamicQuantizeLinear", 3, Map.of(), x);
  }

  private static String product(
      GraphBuilder g, List<String> quantized, int zeroPoints, int scales) {
    String product =
        zeroPoints == 0
            ? g.node("MatMulInteger", quantized.get(0), weights(g), quantized.get(2))
            : g.node(
                "MatMulInteger",
                quantized.get(0),
                weights(g),
                quantized.get(2),
                zero(g, zeroPoints));
    float[] scale = new float[scales];
    for (int i = 0; i < scales; i++) {
      scale[i] = 0.013f + 0.001f * i;
    }
    String scaleProduct = g.node("Mul", g.constant(Tensor.of(scale, scales)), quantized.get(1));
    return g.node("Mul", scaleProduct, g.node("Cast", Map.of("to", 1L), product));
  }

  private static String weights(GraphBuilder g) {
    return g.constant(bytes(7, 16, 6));
  }

  private static String zero(GraphBuilder g, int count) {
    return g.constant(bytes(8, count));
  }

  private static Tensor bytes(long seed, long... dims) {
    Tensor tensor = Tensor.allocate(ElementType.INT8, Shape.of(dims));
    byte[] values = new byte[Math.toIntExact(tensor.elementCount())];
    new Random(seed).nextBytes(values);
    tensor.segment().copyFrom(MemorySegment.ofArray(values));
    return tensor;
  }
}
