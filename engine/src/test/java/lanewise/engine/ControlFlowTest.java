package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.NativeMemoryLimitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loops, branches and values that are no tensors, through models as a user opens them. */
class ControlFlowTest {
  @TempDir Path folder;

  private static OnnxValueInfo value(String name, OnnxDataType type, OnnxDimension... dims) {
    return new OnnxValueInfo(name, new OnnxType.TensorType(type, Optional.of(List.of(dims))));
  }

  private static OnnxValueInfo row(String name) {
    return value(name, OnnxDataType.FLOAT, new OnnxDimension.Symbol("n"));
  }

  private Model open(
      List<OnnxValueInfo> inputs,
      List<OnnxValueInfo> outputs,
      List<OnnxNode> nodes,
      OnnxTensor... initializers)
      throws IOException {
    Path file = folder.resolve("control.onnx");
    OnnxGraph graph = OnnxGraph.of("control", inputs, outputs, nodes, List.of(initializers));
    OnnxWriter.write(OnnxModel.of(8, 17, graph), file);
    return Model.open(file, ModelOptions.defaults().withThreads(1).withMemoryLimitBytes(64L << 20));
  }

  private static OnnxTensor count(long number) {
    return OnnxTensor.of("count", Tensor.of(new long[] {number}, 1).reshape(Shape.SCALAR));
  }

  /** While its count lasts, {@code y} becomes {@code body(y)}, with what it stacks beside it. */
  private static OnnxNode loop(OnnxNode body, String count) {
    OnnxGraph graph =
        OnnxGraph.of(
            "body",
            List.of(value("i", OnnxDataType.INT64), value("go", OnnxDataType.BOOL), row("before")),
            List.of(value("goes", OnnxDataType.BOOL), row("after")),
            List.of(OnnxNode.of("Identity", List.of("go"), List.of("goes")), body),
            List.of());
    return OnnxNode.of(
        "Loop", List.of(count, "", "x"), List.of("y"), new OnnxAttribute.GraphValue("body", graph));
  }

  @Test
  void loopsOverAGrowingValueThatCapturesFromOutside() throws IOException {
    OnnxNode body =
        OnnxNode.of(
            "Concat",
            List.of("before", "x"),
            List.of("after"),
            new OnnxAttribute.IntValue("axis", 0));
    try (Model model =
        open(List.of(row("x")), List.of(row("y")), List.of(loop(body, "count")), count(3))) {
      for (int round = 0; round < 2; round++) {
        Tensor y = model.run(Map.of("x", Tensor.of(new float[] {1, 2}, 2))).get("y");
        assertArrayEquals(new float[] {1, 2, 1, 2, 1, 2, 1, 2}, y.toFloatArray());
      }
    }
  }

  @Test
  @Timeout(20)
  void endsLoopsWithoutEndByStepsMemoryAndTime() throws IOException {
    OnnxNode still = OnnxNode.of("Neg", List.of("before"), List.of("after"));
    Map<String, Tensor> input = Map.of("x", Tensor.of(new float[] {1}, 1));
    try (Model model = open(List.of(row("x")), List.of(row("y")), List.of(loop(still, "")))) {
      RunOptions few = RunOptions.defaults().withMaxLoopSteps(100);
      ModelFormatException stopped =
          assertThrows(ModelFormatException.class, () -> model.run(input, few));
      assertTrue(stopped.getMessage().contains("withMaxLoopSteps"), stopped.getMessage());
      RunOptions brief =
          RunOptions.defaults()
              .withMaxLoopSteps(Long.MAX_VALUE)
              .withTimeout(Duration.ofMillis(100));
      assertThrows(RunStoppedException.class, () -> model.run(input, brief));
    }
    OnnxNode doubled =
        OnnxNode.of(
            "Concat",
            List.of("before", "before"),
            List.of("after"),
            new OnnxAttribute.IntValue("axis", 0));
    try (Model model = open(List.of(row("x")), List.of(row("y")), List.of(loop(doubled, "")))) {
      RuntimeException full = assertThrows(RuntimeException.class, () -> model.run(input));
      boolean said =
          full instanceof NativeMemoryLimitException
              || full.getCause() instanceof NativeMemoryLimitException;
      assertTrue(said, full.toString());
    }
  }

  @Test
  void takesTheBranchThatTheConditionNames() throws IOException {
    OnnxGraph negated =
        OnnxGraph.of(
            "then",
            List.of(),
            List.of(row("a")),
            List.of(OnnxNode.of("Neg", List.of("x"), List.of("a"))),
            List.of());
    OnnxGraph same = OnnxGraph.of("else", List.of(), List.of(row("x")), List.of(), List.of());
    OnnxNode branch =
        OnnxNode.of(
            "If",
            List.of("c"),
            List.of("y"),
            new OnnxAttribute.GraphValue("then_branch", negated),
            new OnnxAttribute.GraphValue("else_branch", same));
    try (Model model =
        open(
            List.of(value("c", OnnxDataType.BOOL), row("x")), List.of(row("y")), List.of(branch))) {
      Tensor condition = Tensor.allocate(ElementType.BOOL, Shape.SCALAR);
      Map<String, Tensor> inputs = Map.of("c", condition, "x", Tensor.of(new float[] {2}, 1));
      assertArrayEquals(new float[] {2}, model.run(inputs).get("y").toFloatArray());
      condition.segment().fill((byte) 1);
      assertArrayEquals(new float[] {-2}, model.run(inputs).get("y").toFloatArray());
    }
  }

  @Test
  void takesAndGivesStringsAndSequences() throws IOException {
    OnnxType strings =
        new OnnxType.TensorType(
            OnnxDataType.STRING, Optional.of(List.of(new OnnxDimension.Symbol("n"))));
    OnnxValueInfo words = new OnnxValueInfo("words", strings);
    OnnxValueInfo both = new OnnxValueInfo("both", new OnnxType.SequenceType(strings));
    OnnxNode again =
        OnnxNode.of(
            "Concat",
            List.of("words", "words"),
            List.of("twice"),
            new OnnxAttribute.IntValue("axis", 0));
    OnnxNode pair = OnnxNode.of("SequenceConstruct", List.of("words", "twice"), List.of("both"));
    try (Model model = open(List.of(words), List.of(both), List.of(again, pair))) {
      assertEquals("string[n]", model.inputs().getFirst().toString());
      Map<String, ModelValue> outputs =
          model.runValues(Map.of("words", StringTensor.of("b", "", "a")));
      assertEquals(
          new SequenceValue(
              List.of(StringTensor.of("b", "", "a"), StringTensor.of("b", "", "a", "b", "", "a"))),
          outputs.get("both"));
      Map<String, ModelValue> wrong =
          Map.of("words", new TensorValue(Tensor.of(new float[] {1}, 1)));
      assertThrows(IllegalArgumentException.class, () -> model.runValues(wrong));
    }
  }
}
