package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportFileTest {
  @TempDir Path folder;

  @Test
  void replacesTheFileAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("new/report.json");
    ReportFile.write(file, "first");
    ReportFile.write(file, "second");
    assertEquals("second", Files.readString(file));
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void leavesNothingBesideWhatItCannotReplace() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken/inner")).getParent();
    assertThrows(IOException.class, () -> ReportFile.write(taken, "text"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(taken), files.toList());
    }
  }
}
