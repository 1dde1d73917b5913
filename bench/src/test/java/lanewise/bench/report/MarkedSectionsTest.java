package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MarkedSectionsTest {
  private static final String PAGE =
      """
      before
      <!-- results:one -->
      old
      <!-- /results -->
      between
      <!-- results:two -->
      <!-- /results -->
      after
      """;

  @Test
  void replacesEachSectionByItsTable() {
    String filled = MarkedSections.fill(PAGE, Map.of("one", "| $1 \\ |\n", "three", "unused"));
    assertEquals(
        """
        before
        <!-- results:one -->

        | $1 \\ |

        <!-- /results -->
        between
        <!-- results:two -->

        No figures are committed yet.

        <!-- /results -->
        after
        """,
        filled);
  }

  @Test
  void leavesAFilledPageAsItIs() {
    Map<String, String> tables = Map.of("one", "| 1 |\n");
    String filled = MarkedSections.fill(PAGE, tables);
    assertEquals(filled, MarkedSections.fill(filled, tables));
  }

  @Test
  void namesTheSections() {
    assertEquals(Set.of("one", "two"), MarkedSections.names(PAGE));
  }

  @Test
  void rejectsASectionWithoutEnd() {
    String open = PAGE.replaceFirst("<!-- /results -->\n", "");
    assertThrows(IllegalArgumentException.class, () -> MarkedSections.fill(open, Map.of()));
  }
}
