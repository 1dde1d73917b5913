package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The project's pages show what the committed reports say. */
final class CommittedResultsTest {
  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  @Test
  void pagesShowTheCommittedReports() throws IOException {
    Map<String, String> tables = TablesCommand.tables(PROJECT);
    int sections = 0;
    for (Path page : TablesCommand.pages(PROJECT)) {
      String text = Files.readString(page);
      sections += MarkedSections.names(text).size();
      assertEquals(
          MarkedSections.fill(text, tables),
          text,
          page + " differs from bench/results: run ./lanewise bench tables");
    }
    assertTrue(sections > 0, "no page has a section <!-- results:NAME -->");
  }
}
