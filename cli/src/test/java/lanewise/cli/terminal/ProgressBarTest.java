package lanewise.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsHowFarTheWorkIsAndLeavesNothingBehind() {
    try (ProgressBar bar = new ProgressBar(out, true, 4, "texts")) {
      bar.advance(1);
    }
    assertTrue(text().contains("1/4 texts, "), text());
    assertTrue(text().contains(" left"), text());
    assertTrue(text().endsWith("\r\033[K"), text());
  }

  @Test
  void countsWhereTheTotalIsNotKnown() {
    try (ProgressBar bar = new ProgressBar(out, true, -1, "texts")) {
      bar.advance(3);
    }
    assertTrue(text().contains("3 texts, "), text());
  }

  @Test
  void isSilentWithoutATerminal() {
    try (ProgressBar bar = new ProgressBar(out, false, 4, "texts")) {
      bar.advance(4);
    }
    assertEquals("", text());
  }
}
