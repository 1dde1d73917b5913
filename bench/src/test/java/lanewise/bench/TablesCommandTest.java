package lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TablesCommandTest {
  private static final String REPORT =
      """
      {"benchmark": "startup", "machine": "a CPU", "cores": 2, "jdk": "25", "tier": "vector",
       "date": "2026-01-02T03:04:05Z", "command": "bench startup m",
       "results": [{"jvm": "as it comes", "threads": 2, "lanewiseMillis": 260, "peerMillis": 520, "ratio": 2}]}
      """;

  @TempDir Path project;

  @BeforeEach
  void makeProject() throws IOException {
    Files.createDirectories(project.resolve("bench/results"));
    Files.createDirectories(project.resolve("docs"));
    Files.writeString(
        project.resolve("README.md"), "a\n<!-- results:start -->\n<!-- /results -->\nb\n");
  }

  private CommandRun tables(String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "tables";
    arguments[1] = "--root";
    arguments[2] = project.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return CommandRun.of(arguments);
  }

  @Test
  void writesTheTablesOfTheReports() throws IOException {
    Files.writeString(project.resolve("bench/results/start.json"), REPORT);
    assertEquals(1, tables("--check").exitCode());
    assertEquals("README.md written", tables().out().strip());
    String page = Files.readString(project.resolve("README.md"));
    assertTrue(page.contains("|       2 |         260 |     520 |  2.00 |"), page);
    assertTrue(page.startsWith("a\n") && page.endsWith("<!-- /results -->\nb\n"), page);
    assertEquals(0, tables("--check").exitCode());
  }

  @Test
  void saysWhichReportNoPageShows() throws IOException {
    Files.writeString(project.resolve("bench/results/other.json"), REPORT);
    CommandRun run = tables();
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("no page has a section <!-- results:other -->"), run.out());
  }

  @Test
  void namesTheReportThatIsBroken() throws IOException {
    Files.writeString(project.resolve("bench/results/start.json"), "{\"benchmark\": \"startup\"}");
    CommandRun run = tables();
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("start.json: the report lacks 'results'"), run.err());
  }
}
