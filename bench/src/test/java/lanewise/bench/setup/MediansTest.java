package lanewise.bench.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MediansTest {
  @Test
  void takesTheMiddleValue() {
    assertEquals(3, Medians.median(List.of(100, 1, 3)));
    assertEquals(7, Medians.median(List.of(7L)));
  }

  @Test
  void takesTheMeanOfTheTwoInTheMiddle() {
    assertEquals(2.5, Medians.median(List.of(4.0, 1.0, 2.0, 3.0)));
  }

  @Test
  void geometricMeanOfRatiosIsOneForAPairAndItsInverse() {
    assertEquals(1, Medians.geometricMean(List.of(4.0, 0.25)), 1e-12);
    assertEquals(4, Medians.geometricMean(List.of(2.0, 8.0)), 1e-12);
  }

  @Test
  void rejectsNoValues() {
    assertThrows(IllegalArgumentException.class, () -> Medians.median(List.<Double>of()));
    assertThrows(IllegalArgumentException.class, () -> Medians.geometricMean(List.of()));
  }
}
