package lanewise.engine.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.StepwiseRun;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.memory.MemoryBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What operators did in versions of ONNX that its own cases no longer cover, and what they refuse.
 */
final class OlderVersionsTest {
  private final Arena arena = Arena.ofShared();
  private final Workers workers = Workers.of(1);
  private final StepwiseRun run =
      new StepwiseRun(
          "test",
          Tiers.named("scalar"),
          workers,
          new Weights(arena, workers),
          MemoryBudget.ofBytes(1L << 24));

  @AfterEach
  void close() {
    workers.close();
    arena.close();
  }

  private Tensor[] run(
      String operator, int version, int outputs, Map<String, Object> attributes, Tensor... inputs) {
    List<String> inputNames = new java.util.ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      inputNames.add(inputs[i] == null ? "" : "in" + i);
    }
    List<String> outputNames = new java.util.ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      outputNames.add("out" + i);
    }
    Node node =
        new Node(
            "node",
            Node.ONNX,
            operator,
            version,
            inputNames,
            outputNames,
            Attributes.of(new HashMap<>(attributes)));
    return run.runNode(node, inputs);
  }

  private void assertRefused(
      String said, String operator, int version, Map<String, Object> attributes, Tensor... inputs) {
    ModelFormatException refused =
        assertThrows(
            ModelFormatException.class, () -> run(operator, version, 1, attributes, inputs));
    assertTrue(refused.getMessage().contains(said), refused.getMessage());
    assertTrue(refused.getMessage().contains("'node'"), refused.getMessage());
  }

  @Test
  void softmaxFlattensBeforeVersion13() {
    Tensor in = Tensor.of(new float[4], 1, 2, 2);
    float[] whole = run("Softmax", 11, 1, Map.of(), in)[0].toFloatArray();
    assertArrayEquals(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, whole);
    float[] lastAxis = run("Softmax", 13, 1, Map.of(), in)[0].toFloatArray();
    assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, lastAxis);
  }

  @Test
  void clipTakesLimitsFromAttributesBeforeVersion11() {
    Tensor in = Tensor.of(new float[] {-2, 0.5f, 3}, 3);
    assertArrayEquals(
        new float[] {-1, 0.5f, 1},
        run("Clip", 6, 1, Map.of("min", -1f, "max", 1f), in)[0].toFloatArray());
  }

  @Test
  void sliceAndPadTakeAttributesInOldVersions() {
    Tensor in = Tensor.of(new float[] {1, 2, 3, 4}, 4);
    Map<String, Object> slice =
        Map.of("starts", new long[] {1}, "ends", new long[] {-1}, "axes", new long[] {0});
    assertArrayEquals(new float[] {2, 3}, run("Slice", 9, 1, slice, in)[0].toFloatArray());
    Map<String, Object> pad = Map.of("pads", new long[] {1, 0}, "value", 7f);
    assertArrayEquals(new float[] {7, 1, 2, 3, 4}, run("Pad", 10, 1, pad, in)[0].toFloatArray());
  }

  @Test
  void topKTakesKFromAnAttributeBeforeVersion10() {
    Tensor in = Tensor.of(new float[] {3, 1, 4, 1, 5}, 5);
    Tensor[] best = run("TopK", 1, 2, Map.of("k", 2L), in);
    assertArrayEquals(new float[] {5, 4}, best[0].toFloatArray());
    assertArrayEquals(new long[] {4, 2}, best[1].toLongArray());
  }

  @Test
  void splitTakesLengthsFromAnAttributeBeforeVersion13() {
    Tensor in = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor[] parts = run("Split", 11, 2, Map.of("split", new long[] {1, 2}), in);
    assertArrayEquals(new float[] {1}, parts[0].toFloatArray());
    assertArrayEquals(new float[] {2, 3}, parts[1].toFloatArray());
  }

  @Test
  void emptyTensorsPassThrough() {
    Tensor empty = Tensor.of(new float[0], 2, 0);
    assertEquals(Shape.of(2, 0), run("Relu", 14, 1, Map.of(), empty)[0].shape());
    assertEquals(Shape.of(2, 0), run("Softmax", 13, 1, Map.of(), empty)[0].shape());
    assertEquals(Shape.of(0, 2), run("Transpose", 13, 1, Map.of(), empty)[0].shape());
    Tensor other = Tensor.of(new float[] {1, 2}, 2, 1);
    Tensor joined = run("Concat", 13, 1, Map.of("axis", 1L), empty, other)[0];
    assertArrayEquals(new float[] {1, 2}, joined.toFloatArray());
    Tensor product = run("MatMul", 13, 1, Map.of(), empty, Tensor.of(new float[0], 0, 3))[0];
    assertArrayEquals(new float[6], product.toFloatArray());
  }

  @Test
  void refusesIndicesOutsideTheData() {
    Tensor data = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor far = Tensor.of(new long[] {3}, 1);
    assertRefused("3", "Gather", 13, Map.of(), data, far);
    assertRefused("index 3", "GatherElements", 13, Map.of(), data, far);
    assertRefused(
        "index 3", "ScatterElements", 16, Map.of(), data, far, Tensor.of(new float[1], 1));
    assertRefused("index 3", "GatherND", 13, Map.of(), data, far);
    assertRefused("axis 2", "Softmax", 13, Map.of("axis", 2L), data);
    assertRefused("axis", "Concat", 13, Map.of(), data, data);
  }

  @Test
  void refusesWhatNoMemoryHolds() {
    Tensor huge = Tensor.of(new long[] {1L << 40, 1L << 40}, 2);
    assertRefused("", "ConstantOfShape", 9, Map.of(), huge);
    assertRefused("", "Expand", 13, Map.of(), Tensor.of(new float[1], 1), huge);
    assertRefused("", "Tile", 13, Map.of(), Tensor.of(new float[1], 1, 1), huge);
    Tensor pads = Tensor.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, 2);
    assertRefused("", "Pad", 13, Map.of(), Tensor.of(new float[1], 1), pads);
    assertRefused("negative", "ConstantOfShape", 9, Map.of(), Tensor.of(new long[] {-1}, 1));
  }

  @Test
  void refusesTypesThatDiffer() {
    Tensor reals = Tensor.of(new float[1], 1);
    Tensor integers = Tensor.of(new long[1], 1);
    assertRefused("f32", "Add", 14, Map.of(), reals, integers);
    assertRefused("bool", "Where", 16, Map.of(), integers, reals, reals);
    assertRefused("missing", "Add", 14, Map.of(), reals);
  }
}
