package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes with and without packing at load: the same outputs, other memory. */
final class PackingKnobTest {
  private static final int SIZE = 70;

  @TempDir Path folder;

  /** Prints how many bytes are packed and the hash of a product. */
  public static final class Program {
    private Program() {}

    /** Runs the model that is named. */
    public static void main(String[] arguments) throws IOException {
      try (Model model = Model.open(Path.of(arguments[0]))) {
        Tensor out = model.run(Map.of("x", Tensor.of(values(3 * SIZE), 3, SIZE))).get("y");
        System.out.println(
            model.summary().packedBytes() + " " + Arrays.hashCode(out.toFloatArray()));
      }
    }
  }

  private static float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (i % 23 - 11) * 0.37f;
    }
    return values;
  }

  private Path model() throws IOException {
    OnnxType type =
        new OnnxType.TensorType(
            OnnxDataType.FLOAT,
            Optional.of(List.of(new OnnxDimension.Symbol("n"), new OnnxDimension.Known(SIZE))));
    OnnxGraph graph =
        OnnxGraph.of(
            "product",
            List.of(new OnnxValueInfo("x", type)),
            List.of(new OnnxValueInfo("y", type)),
            List.of(OnnxNode.of("MatMul", List.of("x", "w"), List.of("y"))),
            List.of(OnnxTensor.of("w", Tensor.of(values(SIZE * SIZE), SIZE, SIZE))));
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(OnnxModel.of(8, 17, graph), file);
    return file;
  }

  private static String run(String value, Path model, int expectedCode) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlanewise.packing=" + value,
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                model.toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(expectedCode, process.waitFor(), text);
    return text;
  }

  @Test
  void packsAtLoadOrInEachRunWithTheSameBits() throws Exception {
    Path model = model();
    String[] packed = run("true", model, 0).lines().toList().getLast().split(" ", -1);
    String[] each = run("false", model, 0).lines().toList().getLast().split(" ", -1);
    assertTrue(Long.parseLong(packed[0]) >= 4L * SIZE * SIZE, packed[0]);
    assertEquals("0", each[0]);
    assertEquals(packed[1], each[1]);
  }

  @Test
  void rejectsAnotherValueByName() throws Exception {
    String text = run("sometimes", model(), 1);
    assertTrue(text.contains("-Dlanewise.packing must be true or false, not sometimes"), text);
  }
}
