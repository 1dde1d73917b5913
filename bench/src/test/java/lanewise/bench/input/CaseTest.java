package lanewise.bench.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CaseTest {
  @Test
  void readsBatchAndLength() {
    assertEquals(new Case(8, 128), Case.parse("8x128"));
  }

  @Test
  void writesWhatItReads() {
    for (Case size : Case.USUAL) {
      assertEquals(size, Case.parse(size.toString()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "8x", "x8", "8x0", "-1x8", "8x8x8", "8 x 8", "9999999999x1"})
  void rejectsWhatIsNotTwoPositiveNumbers(String text) {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> Case.parse(text));
    assertTrue(thrown.getMessage().endsWith("found '" + text + "'"), thrown.getMessage());
  }
}
