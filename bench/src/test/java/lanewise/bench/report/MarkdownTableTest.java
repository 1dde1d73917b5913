package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MarkdownTableTest {
  @Test
  void padsColumnsAndAlignsNumbersToTheRight() {
    MarkdownTable table = new MarkdownTable(1, "input", "ms");
    table.add("8x128", "268");
    table.add("1x16", "5.30");
    assertEquals(
        """
        | input |   ms |
        |-------|-----:|
        | 8x128 |  268 |
        | 1x16  | 5.30 |
        """,
        table.toString());
  }

  @ParameterizedTest
  @CsvSource({"1234.4,1234", "268.4,268", "99.96,100", "33.04,33.0", "5.301,5.30", "0.0421,0.042"})
  void writesThreeDigitsThatCount(double value, String expected) {
    assertEquals(expected, MarkdownTable.number(value));
  }

  @Test
  void rejectsRowsOfAnotherLength() {
    MarkdownTable table = new MarkdownTable(1, "input", "ms");
    assertThrows(IllegalArgumentException.class, () -> table.add("1x16"));
  }
}
