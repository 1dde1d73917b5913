package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small models that are sound and seldom seen, and unusual ways to call one. */
class OddModelTest {
  @TempDir Path folder;

  private static OnnxValueInfo floats(String name, Object... dims) {
    List<OnnxDimension> dimensions =
        Arrays.stream(dims)
            .map(dim ->
                dim instanceof Integer size
                    ? (OnnxDimension) new OnnxDimension.Known(size)
                    : new OnnxDimension.Symbol((String) dim))
            .toList();
    return new OnnxValueInfo(
        name, new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.of(dimensions)));
  }

  private Path write(
      List<OnnxValueInfo> inputs,
      List<OnnxValueInfo> outputs,
      List<OnnxNode> nodes,
      OnnxTensor... initializers)
      throws IOException {
    Path file = folder.resolve("odd.onnx");
    OnnxGraph graph = OnnxGraph.of("odd", inputs, outputs, nodes, List.of(initializers));
    OnnxWriter.write(OnnxModel.of(8, 17, graph), file);
    return file;
  }

  private static List<ModelOptions> allOptions() {
    ModelOptions options = ModelOptions.defaults().withThreads(2);
    return List.of(options, options.withOptimize(false), options.withCopyWeights(true));
  }

  /** A graph whose shapes depend on data, so that it runs step by step. */
  private Path dataDependent() throws IOException {
    return write(
        List.of(floats("x", "n")),
        List.of(
            new OnnxValueInfo("y", new OnnxType.TensorType(OnnxDataType.INT64, Optional.empty()))),
        List.of(
            OnnxNode.of("Exp", List.of("x"), List.of("e")),
            OnnxNode.of("NonZero", List.of("e"), List.of("y"))));
  }

  @Test
  void aGraphWithoutNodesGivesBackItsInputsAndInitializers() throws Exception {
    Path file =
        write(
            List.of(floats("x", "n"), floats("unused")),
            List.of(floats("x", "n"), floats("w", 2), floats("w", 2)),
            List.of(),
            OnnxTensor.of("w", Tensor.of(new float[] {1, 2}, 2)));
    for (ModelOptions options : allOptions()) {
      try (Model model = Model.open(file, options)) {
        Map<String, Tensor> outputs =
            model.run(
                Map.of("x", Tensor.of(new float[] {3}, 1), "unused", Tensor.of(new float[1])));
        assertArrayEquals(new float[] {3}, outputs.get("x").toFloatArray());
        assertArrayEquals(new float[] {1, 2}, outputs.get("w").toFloatArray());
        assertEquals(2, outputs.size());
      }
    }
  }

  @Test
  void aModelWithoutInputsRuns() throws Exception {
    Path file =
        write(
            List.of(floats("w", 2)),
            List.of(floats("y", 2)),
            List.of(OnnxNode.of("Neg", List.of("w"), List.of("y"))),
            OnnxTensor.of("w", Tensor.of(new float[] {1, 2}, 2)));
    for (ModelOptions options : allOptions()) {
      try (Model model = Model.open(file, options)) {
        assertArrayEquals(new float[] {-1, -2}, model.run(Map.of()).get("y").toFloatArray());
      }
    }
  }

  @Test
  void valuesInOneBufferAreNotOverwrittenWhileNeeded() throws Exception {
    Path file =
        write(
            List.of(floats("x", "n", 2)),
            List.of(floats("x", "n", 2), floats("flat", "m"), floats("z", "m"), floats("r", "m")),
            List.of(
                OnnxNode.of("Reshape", List.of("x", "all"), List.of("flat")),
                OnnxNode.of("Neg", List.of("flat"), List.of("z")),
                OnnxNode.of("Identity", List.of("z"), List.of("same")),
                OnnxNode.of("Exp", List.of("same"), List.of("e")),
                OnnxNode.of("Add", List.of("e", "e"), List.of("r"))),
            OnnxTensor.of("all", Tensor.of(new long[] {-1}, 1)));
    for (ModelOptions options : allOptions()) {
      try (Model model = Model.open(file, options)) {
        for (int n : new int[] {1, 3, 0, 2}) {
          Tensor x = Tensor.allocate(ElementType.FLOAT32, Shape.of(n, 2));
          Map<String, Tensor> outputs = model.run(Map.of("x", x));
          float[] twos = new float[2 * n];
          Arrays.fill(twos, 2);
          float[] minusZeros = new float[2 * n];
          Arrays.fill(minusZeros, -0f);
          assertArrayEquals(new float[2 * n], outputs.get("x").toFloatArray());
          assertArrayEquals(new float[2 * n], outputs.get("flat").toFloatArray());
          assertArrayEquals(minusZeros, outputs.get("z").toFloatArray());
          assertArrayEquals(twos, outputs.get("r").toFloatArray());
        }
      }
    }
  }

  @Test
  void anInputWithoutATypeTakesWhatIsGiven() throws Exception {
    Path file =
        write(
            List.of(new OnnxValueInfo("x", new OnnxType.UnspecifiedType())),
            List.of(
                new OnnxValueInfo("x", new OnnxType.UnspecifiedType()),
                new OnnxValueInfo("s", new OnnxType.UnspecifiedType())),
            List.of(OnnxNode.of("Shape", List.of("x"), List.of("s"))));
    for (ModelOptions options : allOptions()) {
      try (Model model = Model.open(file, options)) {
        Map<String, Tensor> reals = model.run(Map.of("x", Tensor.of(new float[] {1, 2}, 2)));
        assertArrayEquals(new float[] {1, 2}, reals.get("x").toFloatArray());
        assertArrayEquals(new long[] {2}, reals.get("s").toLongArray());
        Map<String, Tensor> integers = model.run(Map.of("x", Tensor.of(new long[] {5, 6}, 2)));
        assertArrayEquals(new long[] {5, 6}, integers.get("x").toLongArray());
      }
    }
  }

  @Test
  void inputsMayBelongToTheCallingThreadAlone() throws Exception {
    Path file = dataDependent();
    int count = 1 << 18;
    try (Model model = Model.open(file, ModelOptions.defaults().withThreads(4));
        Arena confined = Arena.ofConfined()) {
      Tensor x = Tensor.allocate(ElementType.FLOAT32, Shape.of(count), confined);
      assertEquals(count, model.run(Map.of("x", x)).get("y").elementCount());
    }
  }

  @Test
  void aTimeoutOfAnyLengthIsTaken() throws Exception {
    RunOptions forEver = RunOptions.defaults().withTimeout(Duration.ofSeconds(Long.MAX_VALUE));
    try (Model model = Model.open(dataDependent())) {
      Map<String, Tensor> inputs = Map.of("x", Tensor.of(new float[3], 3));
      assertEquals(3, model.run(inputs, forEver).get("y").elementCount());
    }
  }

  @Test
  void copiedWeightsArePackedOnceAndAttributesAreCopiedToo() throws Exception {
    OnnxTensor value = OnnxTensor.of("seven", Tensor.of(new float[] {7}, 1));
    Path file =
        write(
            List.of(floats("x", "n", 64)),
            List.of(floats("y", "n", 64)),
            List.of(
                OnnxNode.of("MatMul", List.of("x", "w"), List.of("p")),
                OnnxNode.of("Shape", List.of("p"), List.of("s")),
                OnnxNode.of(
                    "ConstantOfShape",
                    List.of("s"),
                    List.of("c"),
                    new OnnxAttribute.TensorValue("value", value)),
                OnnxNode.of("Add", List.of("p", "c"), List.of("y"))),
            OnnxTensor.of("w", Tensor.of(new float[64 * 64], 64, 64)));
    Map<String, Tensor> inputs = Map.of("x", Tensor.of(new float[64], 1, 64));
    try (Model mapped = Model.open(file);
        Model copied = Model.open(file, ModelOptions.defaults().withCopyWeights(true))) {
      mapped.run(inputs);
      long packedAtLoad = copied.summary().packedBytes();
      Files.write(file, new byte[0]); // What is still read from it is an error from here on.
      assertEquals(7, copied.run(inputs).get("y").toFloatArray()[5]);
      assertEquals(packedAtLoad, copied.summary().packedBytes());
      assertEquals(mapped.summary().packedBytes(), copied.summary().packedBytes());
    }
  }

  @Test
  @Timeout(15)
  void aGraphOfManyNodesIsPlannedInSeconds() throws Exception {
    int count = 20_000;
    List<OnnxNode> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(OnnxNode.of("Neg", List.of("v" + i), List.of("v" + (i + 1))));
    }
    Path file = write(List.of(floats("v0", "n")), List.of(floats("v" + count, "n")), nodes);
    try (Model model = Model.open(file)) {
      Map<String, Tensor> outputs = model.run(Map.of("v0", Tensor.of(new float[] {1, 2}, 2)));
      assertArrayEquals(new float[] {1, 2}, outputs.get("v" + count).toFloatArray());
    }
  }

  @Test
  void valuesOfMoreBytesThanCanBeCountedAreRefused() throws Exception {
    Path file =
        write(
            List.of(floats("x", 1)),
            List.of(floats("a", "m"), floats("b", "m"), floats("c", "m")),
            List.of(
                OnnxNode.of("Expand", List.of("x", "huge"), List.of("a")),
                OnnxNode.of("Neg", List.of("a"), List.of("b")),
                OnnxNode.of("Exp", List.of("a"), List.of("c"))),
            OnnxTensor.of("huge", Tensor.of(new long[] {1L << 60}, 1)));
    for (ModelOptions options : allOptions()) {
      try (Model model = Model.open(file, options)) {
        Map<String, Tensor> inputs = Map.of("x", Tensor.of(new float[1], 1));
        ModelFormatException refused =
            assertThrows(ModelFormatException.class, () -> model.run(inputs));
        assertTrue(refused.getMessage().contains("bytes"), refused.getMessage());
      }
    }
  }

  @Test
  void aFolderIsNoModel() {
    assertThrows(IOException.class, () -> Model.open(folder));
    assertThrows(IOException.class, () -> Model.open(folder.getRoot()));
  }

  @Test
  void aNameThatNoInputHasIsRefused() throws Exception {
    try (Model model = Model.open(dataDependent())) {
      Tensor x = Tensor.of(new float[3], 3);
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> model.run(Map.of("x", x, "mask", x)));
      assertTrue(refused.getMessage().contains("'mask'"), refused.getMessage());
    }
  }
}
