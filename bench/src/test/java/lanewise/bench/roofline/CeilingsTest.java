package lanewise.bench.roofline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CeilingsTest {
  @ParameterizedTest
  @CsvSource({
    "1,65536",
    "65536,65536",
    "65537,131072",
    "1000000,1048576",
    "268435456,268435456",
    "99999999999,268435456"
  })
  void measuresReadingAtTheNextPowerOfTwo(long bytes, long expected) {
    assertEquals(expected, Ceilings.rounded(bytes));
  }

  @Test
  void givesTheReadingOfTheSameSize() {
    Ceilings ceilings =
        new Ceilings(1, 1, OptionalDouble.empty(), new TreeMap<>(Map.of(131072L, 7.0)));
    assertEquals(7.0, ceilings.readGbs(100_000));
    assertThrows(IllegalArgumentException.class, () -> ceilings.readGbs(10));
  }
}
