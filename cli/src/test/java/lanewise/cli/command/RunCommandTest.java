package lanewise.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.cli.Commands;
import lanewise.cli.TinyModels;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import lanewise.formats.npy.NpyReader;
import lanewise.formats.npy.NpyWriter;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCommandTest {
  @TempDir private Path folder;
  private Commands commands;
  private String model;
  private Path input;

  @BeforeEach
  void writeModelAndInput() throws IOException {
    commands = new Commands(folder.resolve("cache"));
    model = TinyModels.write(folder.resolve("tiny.onnx"), "Relu", "../out/a:0").toString();
    input = folder.resolve("x.npy");
    NpyWriter.write(Tensor.of(new float[] {-1, 2, -3, 4}, 2, 2), input);
  }

  private String error(String... arguments) {
    Commands.Result result = commands.run(arguments);
    assertEquals(1, result.code(), result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertEquals("", result.out());
    return result.err();
  }

  @Test
  void writesOutputsUnderNamesThatStayInTheFolder() throws IOException {
    Path out = folder.resolve("new/results");
    Commands.Result result =
        commands.run("run", model, "--input", "x=" + input, "--out", out.toString());
    assertEquals(0, result.code(), result.err());
    Path written = out.resolve("__out_a_0.npy");
    assertEquals("../out/a:0  f32[2, 2]  " + written, result.lines().getFirst());
    assertArrayEquals(new float[] {0, 2, 0, 4}, NpyReader.read(written).toFloatArray());
  }

  @Test
  void takesOnnxTensorsAndNeedsNoNameForASingleInput() throws IOException {
    Path tensor = folder.resolve("x.pb");
    OnnxWriter.write(OnnxTensor.of("any", Tensor.of(new float[] {1, 2}, 2, 1)), tensor);
    Commands.Result result = commands.run("run", model, "--input", tensor.toString());
    assertEquals(0, result.code(), result.err());
    assertEquals("../out/a:0  f32[2, 1]", result.lines().getFirst());
  }

  @Test
  void givesTypesTimesAndStepsToPrograms() {
    Commands.Result result =
        commands.run("run", model, "--input", "x=" + input, "--repeat", "4", "--profile", "--json");
    assertEquals(0, result.code(), result.err());
    JsonObject report = (JsonObject) result.json();
    JsonObject output = (JsonObject) report.array("outputs").get(0);
    assertEquals("../out/a:0", output.string("name"));
    assertEquals("f32", output.string("type"));
    assertEquals(2, output.array("dimensions").size());
    assertFalse(output.has("file"));
    assertEquals(4, report.array("millis").size());
    JsonArray steps = report.array("steps");
    assertEquals(1, steps.size());
    JsonObject step = (JsonObject) steps.get(0);
    assertEquals("Relu", step.string("operator"));
    assertEquals("../out/a:0", step.string("node"));
    assertEquals(3, step.integer("calls"));
  }

  @Test
  void printsATableOfSteps() {
    Commands.Result result =
        commands.run("run", model, "--input", "x=" + input, "--profile", "--repeat", "2");
    assertEquals(0, result.code(), result.err());
    assertTrue(
        result.lines().stream().anyMatch(line -> line.matches(" +1  Relu +[0-9.]+ µs +100.0 % .*")),
        result.out());
  }

  @Test
  void namesTheInputThatIsMissingUnknownOrTwiceThere() {
    assertTrue(error("run", model).contains("input 'x' is missing"));
    assertTrue(error("run", model, "--input", "z=" + input).contains("the model's inputs: x"));
    assertTrue(
        error("run", model, "--input", "x=" + input, "--input", "x=" + input)
            .contains("'x' is given twice"));
  }

  @Test
  void namesTheShapeThatIsWrong() throws IOException {
    Path wrong = folder.resolve("wrong.npy");
    NpyWriter.write(Tensor.of(new float[] {1, 2, 3}, 3, 1), wrong);
    assertEquals(
        "error: input 'x' must be f32[2, n], found f32[3, 1]\n",
        error("run", model, "--input", "x=" + wrong));
  }

  @Test
  void refusesFilesThatAreNoTensors() throws IOException {
    Path text = Files.writeString(folder.resolve("text.npy"), "hello");
    assertTrue(error("run", model, "--input", "x=" + text).contains("text.npy"));
    Path other = Files.writeString(folder.resolve("x.txt"), "hello");
    assertTrue(error("run", model, "--input", "x=" + other).contains(".npy or .pb"));
    assertTrue(error("run", model, "--input", "x=gone.npy").contains("gone.npy: no such file"));
    assertTrue(error("run", model, "--input", "x=" + folder).contains("is a folder"));
  }

  @Test
  void refusesModelsThatAreNone() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "hello");
    assertTrue(error("run", text.toString()).contains("text.onnx"));
    assertTrue(error("run", "no-such-model").contains("'no-such-model'"));
    assertTrue(error("run", folder.toString()).contains("has no model.onnx"));
  }

  @Test
  void tellsWhatAModelNeedsThatIsNotThere() throws IOException {
    Path strange = TinyModels.write(folder.resolve("strange.onnx"), "NoSuchOperator", "y");
    String expected = "error: " + strange + ": not supported: operator NoSuchOperator\n";
    assertEquals(expected, error("run", strange.toString(), "--input", "x=" + input));
    assertEquals(expected, error("inspect", strange.toString()));
  }

  @Test
  void refusesAnOutputFolderThatIsAFile() {
    String file = input.toString();
    assertTrue(error("run", model, "--input", "x=" + file, "--out", file).contains("is a file"));
  }

  @Test
  void refusesToRunLessThanOnce() {
    assertEquals(2, commands.run("run", model, "--repeat", "0").code());
  }

  @Test
  void keepsLettersDigitsAndDotsOfNames() {
    assertEquals("last_hidden.state-1", OutputFiles.safeName("last_hidden.state-1"));
    assertEquals("_etc_passwd", OutputFiles.safeName("/etc/passwd"));
    assertEquals("_", OutputFiles.safeName(".."));
    assertEquals("_", OutputFiles.safeName(""));
    assertEquals(120, OutputFiles.safeName("x".repeat(5000)).length());
  }

  @Test
  void inspectsWhatAModelTakes() {
    Commands.Result table = commands.run("inspect", model);
    assertEquals(0, table.code());
    assertTrue(table.out().contains("x  f32[2, n]"), table.out());
    JsonObject report = (JsonObject) commands.run("inspect", model, "--json").json();
    assertEquals(1, report.object("operators").integer("Relu"));
    assertEquals("x", ((JsonObject) report.array("inputs").get(0)).string("name"));
  }
}
