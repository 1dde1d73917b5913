package lanewise.engine.pass;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.matrix.MatMulOperators;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator that integer products become, with scales of their own for groups of rows. */
class FusedMatMulIntegerTest {
  private static final int K = 16;
  private static final int N = 6;
  private static final int ROWS = 12;
  private final GraphRuns runs = new GraphRuns();
  private final Tensor rhs = bytes(ElementType.INT8, 1, K, N);
  private final Tensor lhs = bytes(ElementType.UINT8, 2, 4, 3, K);
  private final Tensor bias = Numbers.tensor(3, N);

  @AfterEach
  void close() {
    runs.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 12})
  void scalesEachGroupOfRowsByItself(int groups) {
    Tensor zeros = bytes(ElementType.UINT8, 4, groups);
    float[] scales = new float[groups];
    for (int group = 0; group < groups; group++) {
      scales[group] = 0.01f * (group + 1);
    }

    Tensor out = runs.run(graph(lhs, zeros, Tensor.of(scales, groups))).getFirst();

    int rows = ROWS / groups;
    for (int group = 0; group < groups; group++) {
      Tensor part =
          Tensor.of(
              ElementType.UINT8,
              Shape.of(rows, K),
              lhs.segment().asSlice((long) group * rows * K, (long) rows * K));
      Tensor zero = Tensor.of(ElementType.UINT8, Shape.of(1), zeros.segment().asSlice(group, 1));
      Tensor scale = Tensor.of(new float[] {scales[group]}, 1);
      Tensor expected = runs.run(graph(part, zero, scale)).getFirst();
      Tensor actual =
          Tensor.of(
              ElementType.FLOAT32,
              expected.shape(),
              out.segment().asSlice(4L * group * rows * N, 4L * rows * N));
      GraphRuns.assertClose(List.of(expected), List.of(actual), 0, "group " + group);
    }
  }

  @Test
  void rejectsScalesThatDoNotDivideTheRows() {
    Graph graph =
        graph(lhs, bytes(ElementType.UINT8, 4, 5), Tensor.of(new float[] {1, 2, 3, 4, 5}, 5));

    assertThrows(ModelFormatException.class, () -> runs.run(graph));
  }

  private Graph graph(Tensor rows, Tensor zeros, Tensor scales) {
    Node node =
        new Node(
            "product",
            Node.LANEWISE,
            MatMulOperators.FUSED_MATMUL_INTEGER,
            1,
            List.of("lhs", "rhs", "zeros", "", "scales", "scale", "bias"),
            List.of("out"),
            Attributes.NONE);
    Map<String, Tensor> constants =
        Map.of(
            "lhs", rows,
            "rhs", rhs,
            "zeros", zeros,
            "scales", scales,
            "scale", Tensor.of(new float[] {0.5f}, 1),
            "bias", bias);
    return new Graph(
        "test", List.of(), List.of(new Value("out", null, null)), List.of(node), constants);
  }

  private static Tensor bytes(ElementType type, long seed, long... dims) {
    Tensor tensor = Tensor.allocate(type, Shape.of(dims));
    byte[] values = new byte[Math.toIntExact(tensor.elementCount())];
    new Random(seed).nextBytes(values);
    tensor.segment().copyFrom(MemorySegment.ofArray(values));
    return tensor;
  }
}
