package lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanewise.bench.report.Environment;
import lanewise.bench.report.ResultTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measuring commands on a tiny model: what they print and write, not how fast it is. */
final class ReportsTest {
  @TempDir Path folder;

  private static void requireSource(JsonNode report, String benchmark, String command) {
    assertEquals(benchmark, report.get("benchmark").asText());
    assertEquals(command, report.get("command").asText());
    for (String field : List.of("machine", "cores", "os", "jdk", "tier", "date")) {
      assertFalse(report.path(field).asText().isEmpty(), field);
    }
    assertFalse(report.get("results").isEmpty());
  }

  @Test
  void compareEndsWithMeanAndLeast() throws IOException {
    String model = TinyModel.write(folder).toString();
    CommandRun run =
        CommandRun.of("compare", model, "--cases", "1x1,4x1", "--threads", "1", "--seconds", "0.1");
    assertEquals(0, run.exitCode(), run.toString());
    List<String> lines = run.out().lines().toList();
    assertEquals(4, lines.size(), run.out());
    assertTrue(
        lines.getLast().matches("geometric mean \\d+\\.\\d{3}, least \\d+\\.\\d{3}"), run.out());
    assertTrue(lines.get(1).startsWith("1x1 "), run.out());
    assertTrue(lines.get(2).startsWith("4x1 "), run.out());
  }

  @Test
  void compareGivesTheSameAsJson() throws IOException {
    String model = TinyModel.write(folder).toString();
    Path out = folder.resolve("results/tiny.json");
    CommandRun run =
        CommandRun.of(
            "compare",
            model,
            "--cases",
            "2x1",
            "--threads",
            "1",
            "--seconds",
            "0.1",
            "--json",
            "--out",
            out.toString());
    assertEquals(0, run.exitCode(), run.toString());
    JsonNode report = Environment.JSON.readTree(run.out());
    requireSource(
        report, "compare", "bench compare " + model + " --cases 2x1 --threads 1 --seconds 0.1");
    JsonNode row = report.get("results").get(0);
    assertEquals(
        row.get("peerMillis").asDouble() / row.get("lanewiseMillis").asDouble(),
        row.get("ratio").asDouble(),
        1e-9);
    assertEquals(row.get("ratio").asDouble(), report.get("least").asDouble());
    assertTrue(report.get("agree").asBoolean());
    assertEquals(run.out().strip(), Files.readString(out).strip());
    assertTrue(ResultTable.of(report).startsWith("| input "));
  }

  @Test
  void compareFailsWhereOutputsDisagreeMoreThanAllowed() throws IOException {
    String model = TinyModel.write(folder).toString();
    CommandRun run =
        CommandRun.of(
            "compare",
            model,
            "--cases",
            "64x1",
            "--threads",
            "1",
            "--seconds",
            "0.01",
            "--tolerance",
            "0");
    boolean differs = !run.out().contains("0.00e+00");
    assertEquals(differs ? 1 : 0, run.exitCode(), run.toString());
    assertEquals(differs, run.out().contains("outputs disagree"));
  }

  @Test
  void modelReportsPercentilesForEachNumberOfThreads() throws IOException {
    String model = TinyModel.write(folder).toString();
    Path markdown = folder.resolve("tiny.md");
    CommandRun run =
        CommandRun.of(
            "model",
            model,
            "--batch",
            "3",
            "--threads",
            "1,2",
            "--seconds",
            "0.02",
            "--json",
            "--markdown=" + markdown);
    assertEquals(0, run.exitCode(), run.toString());
    JsonNode report = Environment.JSON.readTree(run.out());
    requireSource(
        report, "model", "bench model " + model + " --batch 3 --threads 1,2 --seconds 0.02");
    assertEquals(2, report.get("results").size());
    for (JsonNode row : report.get("results")) {
      assertEquals("3x128", row.get("case").asText());
      assertTrue(row.get("calls").asLong() > 0);
      assertTrue(row.get("p50Millis").asDouble() <= row.get("p99Millis").asDouble());
      assertTrue(row.get("p99Millis").asDouble() <= row.get("maxMillis").asDouble());
    }
    assertEquals(ResultTable.of(report), Files.readString(markdown));
  }
}
