package lanewise.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.cli.Commands;
import lanewise.cli.TinyModels;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConformanceCommandTest {
  private static final float[] RELU = {0, 0, 1, 2};
  private static final float[] WRONG = {0, 0, 1, 2.5f};

  @TempDir private Path folder;
  private Commands commands;

  @BeforeEach
  void makeCommands() {
    commands = new Commands(folder.resolve("cache"));
  }

  private Commands.Result run(Object... arguments) {
    String[] words = new String[arguments.length + 1];
    words[0] = "conformance";
    for (int i = 0; i < arguments.length; i++) {
      words[i + 1] = arguments[i].toString();
    }
    return commands.run(words);
  }

  @Test
  void passesACaseWithTheRightAnswers() throws IOException {
    Path right = TinyModels.writeCase(folder.resolve("right"), "Relu", RELU, RELU);
    Commands.Result result = run(right);
    assertEquals("1 passed, 0 failed, 0 skipped\n", result.out());
    assertEquals(0, result.code());
  }

  @Test
  void tellsTheFirstElementThatDiffersInAnyDataSet() throws IOException {
    Path wrong = TinyModels.writeCase(folder.resolve("wrong"), "Relu", RELU, WRONG);
    Commands.Result result = run(wrong);
    assertEquals(1, result.code());
    assertEquals(2, result.lines().size(), result.out());
    assertEquals(
        "failed  wrong: test_data_set_1, output 'y', element [1, 1]: found 2.0, expected 2.5"
            + " (1 of 4 differ)",
        result.lines().get(0));
    assertEquals("0 passed, 1 failed, 0 skipped", result.lines().getLast());
  }

  @Test
  void tellsAShapeThatDiffers() throws IOException {
    Path wrong = TinyModels.writeCase(folder.resolve("wrong"), "Relu", new float[] {0, 0});
    Commands.Result result = run(wrong);
    assertEquals(1, result.code());
    assertTrue(result.out().contains("found f32[2, 2], expected f32[2, 1]"), result.out());
  }

  @Test
  void skipsOperatorsThatItDoesNotHaveAndTellsThemWhenAsked() throws IOException {
    TinyModels.writeCase(folder.resolve("cases/a/right"), "Relu", RELU);
    TinyModels.writeCase(folder.resolve("cases/b"), "NoSuchOperator", RELU);
    Commands.Result result = run(folder.resolve("cases"));
    assertEquals(0, result.code());
    assertEquals("1 passed, 0 failed, 1 skipped", result.lines().getLast());
    Commands.Result verbose = run(folder.resolve("cases"), "--verbose");
    assertTrue(
        verbose.out().contains("skipped b: not supported: operator NoSuchOperator"), verbose.out());
    assertTrue(verbose.out().contains("passed  " + Path.of("a", "right")), verbose.out());
  }

  @Test
  void failsWhenNothingPassed() throws IOException {
    TinyModels.writeCase(folder.resolve("b"), "NoSuchOperator", RELU);
    assertEquals(1, run(folder.resolve("b")).code());
  }

  @Test
  void runsACaseOnceThatIsNamedTwiceAndOnlyThoseAskedFor() throws IOException {
    TinyModels.writeCase(folder.resolve("cases/one"), "Relu", RELU);
    TinyModels.writeCase(folder.resolve("cases/two"), "Relu", RELU);
    Path cases = folder.resolve("cases");
    assertEquals("2 passed, 0 failed, 0 skipped\n", run(cases, cases.resolve("one")).out());
    assertEquals("1 passed, 0 failed, 0 skipped\n", run(cases, "--only", "tw").out());
    assertTrue(run(cases, "--only", "three").err().contains("none of the 2 cases"));
  }

  @Test
  void givesTheSameToPrograms() throws IOException {
    TinyModels.writeCase(folder.resolve("cases/right"), "Relu", RELU);
    TinyModels.writeCase(folder.resolve("cases/wrong"), "Relu", WRONG);
    Commands.Result result = run(folder.resolve("cases"), "--json");
    assertEquals(1, result.code());
    JsonObject report = (JsonObject) result.json();
    assertEquals(1, report.integer("passed"));
    assertEquals(1, report.integer("failed"));
    assertEquals(0, report.integer("skipped"));
    JsonArray cases = report.array("cases");
    assertEquals("passed", ((JsonObject) cases.get(0)).string("verdict"));
    JsonObject wrong = (JsonObject) cases.get(1);
    assertEquals("wrong", wrong.string("name"));
    assertEquals("failed", wrong.string("verdict"));
    assertTrue(wrong.string("reason").contains("element [1, 1]"));
  }

  @Test
  void failsACaseWhoseFilesAreBrokenAndGoesOn() throws IOException {
    TinyModels.writeCase(folder.resolve("cases/a"), "Relu", RELU);
    Files.writeString(folder.resolve("cases/a/test_data_set_0/input_0.pb"), "not a tensor");
    TinyModels.writeCase(folder.resolve("cases/b"), "Relu", RELU);
    Files.delete(folder.resolve("cases/b/test_data_set_0/input_0.pb"));
    TinyModels.writeCase(folder.resolve("cases/c"), "Relu", RELU);
    Files.writeString(folder.resolve("cases/c/model.onnx"), "not a model");
    TinyModels.writeCase(folder.resolve("cases/d"), "Relu", RELU);
    Commands.Result result = run(folder.resolve("cases"));
    assertEquals("1 passed, 3 failed, 0 skipped", result.lines().getLast());
    assertEquals(4, result.lines().size(), result.out());
  }

  @Test
  void refusesFoldersWithoutCases() throws IOException {
    Files.createDirectory(folder.resolve("empty"));
    Commands.Result empty = run(folder.resolve("empty"));
    assertEquals(1, empty.code());
    assertTrue(empty.err().contains("no cases in it"), empty.err());
    assertEquals(
        "error: " + folder.resolve("gone") + ": no such file\n", run(folder.resolve("gone")).err());
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals("error: " + file + ": not a folder\n", run(file).err());
  }
}
