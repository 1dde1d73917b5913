package lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import lanewise.cli.catalogue.ModelCache;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  private static final String USAGE_ENDS = "; see lanewise";

  @TempDir private Path folder;

  /** A pipe whose reader has gone. */
  private static final class ClosedWriter extends Writer {
    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void close() {}
  }

  private Commands commands() {
    return new Commands(folder.resolve("cache"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"embed", "models", "pull", "inspect", "run", "conformance", "kernels", "doctor"})
  void tellsExamplesAndExitCodesOfEveryCommand(String command) {
    Commands.Result result = commands().run(command, "--help");
    assertEquals(0, result.code());
    assertTrue(result.out().contains("Example"), result.out());
    assertTrue(result.out().contains("Exit codes:"), result.out());
    assertTrue(result.out().contains("lanewise " + command), result.out());
    assertTrue(commands().run("--help").out().contains("  " + command + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lanewise", "embed", "doctor"})
  void tellsVersionJavaAndTierOfEveryCommand(String command) {
    Commands.Result result =
        command.equals("lanewise")
            ? commands().run("--version")
            : commands().run(command, "--version");
    assertEquals(0, result.code());
    assertAll(
        () -> assertTrue(result.lines().get(0).matches("lanewise \\d+\\.\\d+\\.\\d+.*")),
        () -> assertTrue(result.lines().get(1).startsWith("Java " + Runtime.version())),
        () -> assertTrue(result.lines().get(2).matches("kernels: (machine|vector|scalar) tier")));
  }

  @Test
  void answersAnUnknownOptionWithOneLineAndWhatWasMeant() {
    Commands.Result result = commands().run("embed", "--poling", "mean", "x");
    assertEquals(2, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().contains("'--poling'"), result.err());
    assertTrue(result.err().contains("did you mean --pooling"), result.err());
    assertTrue(result.err().contains(USAGE_ENDS + " embed --help"), result.err());
    assertEquals("", result.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"embd", "run", "conformance", "embed", "pull"})
  void answersMissingAndUnknownWordsWithOneLine(String word) {
    Commands.Result result = commands().run(word);
    assertEquals(2, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("error: "), result.err());
    assertTrue(result.err().contains(USAGE_ENDS), result.err());
  }

  @Test
  void listsAllCommandsWhenNoneIsGiven() {
    Commands.Result result = commands().run();
    assertEquals(2, result.code());
    assertEquals("", result.out());
    assertTrue(result.err().contains("  conformance "), result.err());
  }

  @Test
  void endsWithoutAWordWhenNobodyReadsItsOutput() {
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(new ModelCache(folder))
            .setOut(new PrintWriter(new ClosedWriter()))
            .setErr(new PrintWriter(err))
            .execute("models");
    assertEquals(141, code);
    assertEquals("", err.toString());
  }

  @Test
  void listsModelsForPeopleAndPrograms() {
    Commands.Result table = commands().run("models");
    assertEquals(0, table.code());
    assertTrue(table.out().contains("all-minilm-l6-v2 "), table.out());
    assertTrue(table.out().contains(folder.resolve("cache").toString()), table.out());
    JsonArray list = (JsonArray) commands().run("models", "--json").json();
    assertTrue(list.size() >= 5);
    JsonObject first = (JsonObject) list.get(0);
    assertEquals("all-minilm-l6-v2", first.string("name"));
    assertEquals("Apache-2.0", first.string("licence"));
    assertEquals(90_387_606, first.integer("bytes"));
    assertEquals(false, first.bool("cached"));
  }

  @Test
  void refusesToPullAModelThatIsNotThere() {
    Commands.Result result = commands().run("pull", "no-such-model");
    assertEquals(1, result.code());
    assertEquals(
        "error: there is no built-in model 'no-such-model'; lanewise models lists them\n",
        result.err());
  }

  @Test
  void showsWhereAnErrorComesFromWhenAsked() {
    Commands.Result result = commands().run("inspect", "no-such-model", "--debug");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("\tat lanewise.cli"), result.err());
  }
}
